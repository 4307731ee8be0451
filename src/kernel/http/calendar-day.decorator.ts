import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { isCalendarDay } from '../clock/calendar-day.js';

@ValidatorConstraint({ name: 'calendarDay' })
class CalendarDayConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isCalendarDay(value);
  }
}

/** The field is a day of the calendar, `YYYY-MM-DD`. */
export function CalendarDay(): PropertyDecorator {
  return Validate(CalendarDayConstraint);
}
