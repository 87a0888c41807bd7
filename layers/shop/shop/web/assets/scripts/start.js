// Joined into one module with the other parts, each in a block of its own. Every page works
// without it: a part only makes nicer what is on the page already, and if it fails, that stays.
const enhance = (selector, work) => {
  for (const element of document.querySelectorAll(selector)) {
    try {
      work(element);
    } catch (error) {
      console.warn(error);
    }
  }
};
// Storage may be switched off: then nothing is kept, and nothing else is different.
const tab = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* not kept */ } },
  remove: (name) => { try { sessionStorage.removeItem(name); } catch { /* not there */ } },
};
