// What `cargo xtask serve` answers for sw.js: nothing is kept off line while somebody works on the site, and what a built site has kept at
// this address goes.
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil((async () => {
  const ours = `glassbox-site ${new URL(registration.scope).pathname} `;
  for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
  await registration.unregister();
})()));
