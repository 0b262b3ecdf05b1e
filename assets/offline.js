// Registers sw.js, follows its versions, and tells src/app/offline.rs by the event `glassbox-offline`. Beside the program and not in it:
// the next version must reach a reader whose copy of the program does not start.
(() => {
  const container = navigator.serviceWorker;
  const root = new URL('.', document.baseURI).href;
  const HOUR = 3_600_000;
  // The longest that a page with an older copy waits for its program to say that the lesson is alive.
  const PATIENCE = 30_000;
  // none: nothing is kept, or cannot be; metered: the reader has to ask; partly; complete.
  const now = { state: 'none', bytes: 0, update: false, others: 0 };
  let registration = null;
  let taking = false;
  let lastLook = Date.now();

  const tell = (news) => {
    Object.assign(now, news);
    dispatchEvent(new Event('glassbox-offline'));
  };

  const say = (worker, question, hear) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => hear(event.data);
    worker.postMessage(question, [port2]);
  };

  const look = () => {
    tell({ update: Boolean(registration.waiting && registration.active) });
    if (!registration.active) return tell({ state: registration.installing ? 'partly' : 'none' });
    say(registration.active, 'state', ({ complete, bytes }) => tell({ state: complete ? 'complete' : 'none', bytes: bytes ?? 0 }));
  };

  const follow = (worker) => worker?.addEventListener('statechange', look);

  // Once the lesson is alive. `asked`: the reader wants it on a metered line too.
  const begin = async (asked) => {
    if (!container || registration) return;
    try {
      const known = (await container.getRegistration(root))?.scope === root;
      if (navigator.connection?.saveData && !asked && !known) return tell({ state: 'metered' });
      registration = await container.register(`${root}sw.js`, { scope: root });
    } catch {
      // Blocked by the browser, or the host has no sw.js: the site works on line.
      return tell({ state: 'none' });
    }
    registration.addEventListener('updatefound', () => follow(registration.installing));
    follow(registration.installing);
    look();
  };

  const take = () => {
    if (!registration?.waiting) return;
    taking = true;
    say(registration.waiting, 'take', ({ others }) => {
      taking = others === 0;
      tell({ others });
    });
  };

  container?.addEventListener('controllerchange', () => { if (taking) location.reload(); });
  addEventListener('visibilitychange', () => {
    if (document.hidden || !registration || Date.now() - lastLook < HOUR) return;
    lastLook = Date.now();
    // Off line it fails, and nothing is lost.
    registration.update().catch(() => {});
  });
  if (container?.controller) setTimeout(begin, PATIENCE);

  globalThis.glassboxOffline = {
    begin, take,
    state: () => now.state,
    bytes: () => now.bytes,
    update: () => now.update,
    others: () => now.others,
  };
})();
