/** `node --import botanu/register app.js` starts botanu, as environment and `botanu.yaml` configure it, before the application. */
import { initBotanu } from './bootstrap/init-botanu';

initBotanu();
