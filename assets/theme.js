// Runs before the first paint, so that a dark page never flashes white. It keeps data-theme on <html> at "light" or "dark";
// src/app/theme.rs stores the reader's choice and calls glassboxTheme() after a change.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  // Storage can be blocked, and reading it then throws: the choice lives in the page until it is closed.
  let chosen = null;
  try { chosen = localStorage.getItem('glassbox-theme'); } catch { /* stays null: auto */ }
  const apply = () => {
    const dark = chosen === 'dark' || (chosen !== 'light' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  globalThis.glassboxTheme = (choice) => { chosen = choice; apply(); };
  system.addEventListener('change', apply);
  apply();
})();
