import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

test('what fails is left alone, tried by one, and asked again when that went well', () => {
  let time = 0;
  const breaker = new Breaker({ failures: 2, restMs: 100, now: () => time });
  breaker.failed();
  expect(breaker.mayAsk()).toBe(true);
  breaker.failed();
  expect(breaker.mayAsk()).toBe(false);
  time = 100;
  expect(breaker.mayAsk()).toBe(true);
  expect(breaker.mayAsk()).toBe(false);
  breaker.failed();
  time = 199;
  expect(breaker.mayAsk()).toBe(false);
  time = 200;
  expect(breaker.mayAsk()).toBe(true);
  breaker.succeeded();
  expect(breaker.mayAsk()).toBe(true);
  breaker.failed();
  expect(breaker.mayAsk()).toBe(true);
});
