/** `npm run docs`: writes what docs/ has from the code. */
import { writeFileSync } from 'node:fs';
import { endpointsPage, PAGE } from './endpoints.cts';
import { ROOMS_PAGE, roomsPage } from './rooms.cts';

writeFileSync(PAGE, endpointsPage());
writeFileSync(ROOMS_PAGE, roomsPage());
