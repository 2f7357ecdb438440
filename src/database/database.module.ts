import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module, type DynamicModule } from '@nestjs/common';
import { ormOptions } from './orm-options.js';

/** Gives every request an EntityManager of its own on the PostgreSQL at a URL. */
@Module({})
export class DatabaseModule {
  static forRoot(url: string): DynamicModule {
    return { module: DatabaseModule, imports: [MikroOrmModule.forRoot(ormOptions(url))] };
  }
}
