import { ValidateIf } from 'class-validator';

/** The field may be left out; where it is sent, null is as wrong as any other wrong value. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
