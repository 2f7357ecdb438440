import { ApiProperty } from '@nestjs/swagger';

export class CalendarLinkResponse {
  @ApiProperty({ description: 'Lets whoever has it read the plan. Said once.' })
  token: string;

  @ApiProperty({
    example: '/api/calendar/….ics',
    description: 'Where calendars subscribe, at the address of this service.',
  })
  path: string;
}
