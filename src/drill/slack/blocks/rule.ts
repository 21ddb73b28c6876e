/** Reports a fault at a JSON pointer, worded as Slack words it. */
export type Report = (pointer: string, message: string) => void;

/** Looks at one value of the payload and reports what Slack would refuse. */
export type Rule = (value: unknown, pointer: string, report: Report) => void;

export type Field = { readonly rule: Rule; readonly needed: 'required' | 'optional' };

export const required = (rule: Rule): Field => ({ rule, needed: 'required' });
export const optional = (rule: Rule): Field => ({ rule, needed: 'optional' });

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const anything: Rule = () => undefined;

export const bool: Rule = (value, pointer, report) => {
  if (typeof value !== 'boolean') report(pointer, 'must provide a boolean');
};

/** `min` defaults to 1 character. */
export function string(limits: { readonly min?: number; readonly max?: number } = {}): Rule {
  const { min = 1, max = Infinity } = limits;
  return (value, pointer, report) => {
    if (typeof value !== 'string') report(pointer, 'must provide a string');
    else if (value.length < min) report(pointer, `must be more than ${min - 1} characters`);
    else if (value.length > max) report(pointer, `must be less than ${max + 1} characters`);
  };
}

export function number(limits: { readonly min?: number; readonly max?: number } = {}): Rule {
  const { min = -Infinity, max = Infinity } = limits;
  return (value, pointer, report) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) report(pointer, 'must provide a number');
    else if (value < min) report(pointer, `must be more than ${min - 1}`);
    else if (value > max) report(pointer, `must be less than ${max + 1}`);
  };
}

export function oneOf(allowed: readonly (string | number)[]): Rule {
  return (value, pointer, report) => {
    if (!allowed.includes(value as string | number)) report(pointer, 'must be a valid enum value');
  };
}

/** `min` defaults to 1 item. */
export function list(rule: Rule, limits: { readonly min?: number; readonly max?: number } = {}): Rule {
  const { min = 1, max = Infinity } = limits;
  return (value, pointer, report) => {
    if (!Array.isArray(value)) {
      report(pointer, 'must provide an array');
      return;
    }
    if (value.length < min) report(pointer, `no less than ${min} items allowed`);
    if (value.length > max) report(pointer, `no more than ${max} items allowed`);
    value.forEach((item, index) => rule(item, `${pointer}/${index}`, report));
  };
}

/** An object with exactly these properties; Slack refuses any other. `also` looks at the whole object. */
export function shape(fields: Readonly<Record<string, Field>>, also?: Rule): Rule {
  return (value, pointer, report) => {
    if (!isObject(value)) {
      report(pointer, 'must provide an object');
      return;
    }
    for (const [name, field] of Object.entries(fields)) {
      if (value[name] !== undefined) field.rule(value[name], `${pointer}/${name}`, report);
      else if (field.needed === 'required') report(pointer, `missing required field: ${name}`);
    }
    for (const name of Object.keys(value)) {
      if (!(name in fields)) report(pointer, `invalid additional property: ${name}`);
    }
    also?.(value, pointer, report);
  };
}

/** Chooses the rule by the object's `type`; a type that is not in the table is unsupported here. */
export function byType(table: Readonly<Record<string, Rule>>): Rule {
  return (value, pointer, report) => {
    if (!isObject(value)) {
      report(pointer, 'must provide an object');
      return;
    }
    if (value['type'] === undefined) {
      report(pointer, 'missing required field: type');
      return;
    }
    const type = typeof value['type'] === 'string' ? value['type'] : JSON.stringify(value['type']);
    const rule = Object.hasOwn(table, type) ? table[type] : undefined;
    if (rule === undefined) report(`${pointer}/type`, `unsupported type: ${type}`);
    else rule(value, pointer, report);
  };
}

export function all(...rules: readonly Rule[]): Rule {
  return (value, pointer, report) => {
    for (const rule of rules) rule(value, pointer, report);
  };
}
