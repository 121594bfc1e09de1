import { Injectable, NotFoundException } from '@nestjs/common';

@Injectable()
export class Tickets {
  find(id: number): string {
    if (id === 0) throw new NotFoundException('no such ticket');
    return `ticket ${id}`;
  }
}
