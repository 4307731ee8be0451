export { RulesModule } from './rules.module.js';
export { RulesService } from './rules.service.js';
export { CATEGORIES, type Category, type Fee, type FeeAct, feeFor, type Fees, type Rules, type Validity } from './domain/rule.js';
