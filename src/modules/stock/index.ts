export { StockModule } from './stock.module.js';
export { StockService } from './stock.service.js';
export { blankNotHere, eventClosed, eventNotFound, separationOfDuties, stationRequired } from './stock.errors.js';
