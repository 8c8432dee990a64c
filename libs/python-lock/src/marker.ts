/** What is known of the place where packages are installed; what is not is left out. */
export interface MarkerEnvironment {
  /** Whole, such as `3.11.7`. */
  readonly python?: string;
  /** Python's `sys.platform`: `linux`, `darwin`. */
  readonly platform?: string;
}

/**
 * Whether a PEP 508 marker can hold there. What is not understood or not known may hold: a package too
 * many costs a run, one too few a wrong result.
 */
export function mayHold(marker: string | undefined, environment: MarkerEnvironment): boolean {
  if (marker === undefined) return true;
  const tokens = tokensOf(marker);
  if (tokens === undefined) return true;
  const reader = new Reader(tokens, environment);
  const answer = reader.either();
  return reader.isAtEnd ? answer : true;
}

function tokensOf(marker: string): readonly string[] | undefined {
  const token = /\s*('[^']*'|"[^"]*"|[a-z_]+|===|[<>=!~]=|[<>()])\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < marker.length) {
    const word = token.exec(marker)?.[1];
    if (word === undefined) return undefined;
    tokens.push(word);
  }
  return tokens;
}

/** `either` = `both` (`or` `both`)*, `both` = `one` (`and` `one`)*, `one` = comparison or parentheses. */
class Reader {
  readonly #tokens: readonly string[];
  readonly #environment: MarkerEnvironment;
  #position = 0;

  constructor(tokens: readonly string[], environment: MarkerEnvironment) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#tokens.length;
  }

  either(): boolean {
    let answer = this.#both();
    while (this.#take('or')) answer = this.#both() || answer;
    return answer;
  }

  #both(): boolean {
    let answer = this.#one();
    while (this.#take('and')) answer = this.#one() && answer;
    return answer;
  }

  #one(): boolean {
    if (this.#take('(')) {
      const answer = this.either();
      this.#take(')');
      return answer;
    }
    const left = this.#next();
    let operator = this.#next();
    if (operator === 'not') operator = `not ${this.#next()}`;
    const right = this.#next();
    return compares(left, operator, right, this.#environment);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#position] !== token) return false;
    this.#position += 1;
    return true;
  }

  #next(): string {
    const token = this.#tokens[this.#position] ?? '';
    this.#position += 1;
    return token;
  }
}

function compares(
  left: string,
  operator: string,
  right: string,
  { python, platform }: MarkerEnvironment,
): boolean {
  if (!/^['"]/.test(right)) return true;
  const value = right.slice(1, -1);
  if (left === 'sys_platform' && platform !== undefined) {
    if (operator === '==') return platform === value;
    return operator === '!=' ? platform !== value : true;
  }
  if (left === 'python_full_version' && python !== undefined) {
    return comparesVersion(python, operator, value);
  }
  if (left === 'python_version' && python !== undefined) {
    return comparesVersion(python.split('.').slice(0, 2).join('.'), operator, value);
  }
  return true;
}

function comparesVersion(version: string, operator: string, value: string): boolean {
  const { release, any } = /^(?<release>\d+(?:\.\d+)*)(?<any>\.\*)?$/.exec(value)?.groups ?? {};
  // A pre-release of Python itself is not told apart.
  const own = /^\d+(?:\.\d+)*/.exec(version)?.[0];
  if (release === undefined || own === undefined) return true;
  const wanted = numbers(release);
  const have = any === undefined ? numbers(own) : numbers(own).slice(0, wanted.length);
  return comparisons.get(operator)?.(order(have, wanted)) ?? true;
}

/** By operator: whether it holds for a version that differs from the wanted one by that. */
const comparisons: ReadonlyMap<string, (difference: number) => boolean> = new Map([
  ['<', (difference) => difference < 0],
  ['<=', (difference) => difference <= 0],
  ['>', (difference) => difference > 0],
  ['>=', (difference) => difference >= 0],
  ['==', (difference) => difference === 0],
  ['!=', (difference) => difference !== 0],
]);

function numbers(release: string): readonly number[] {
  return release.split('.').map(Number);
}

function order(one: readonly number[], other: readonly number[]): number {
  for (let part = 0; part < Math.max(one.length, other.length); part += 1) {
    const difference = (one[part] ?? 0) - (other[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
