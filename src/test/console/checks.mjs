// How a check is told: one line each on standard output; the first that fails ends the run.

export function pass(what) {
  console.log(`ok    ${what}`);
}

export function hold(isSo, what, seen = '') {
  if (!isSo) {
    throw new Error(`${what}${seen === '' ? '' : `: ${seen}`}`);
  }
}

// Until it is so; what was seen last is told where it never is.
export async function until(what, condition, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let seen = '';
  while (Date.now() < end) {
    try {
      seen = await condition();
      if (seen === true) {
        return;
      }
    } catch (failure) {
      seen = failure.message;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`not within ${seconds} s: ${what}${seen ? `; seen: ${seen}` : ''}`);
}
