import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'isPublic';

/** Lets anyone in: the global guard denies every route that does not say so. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
