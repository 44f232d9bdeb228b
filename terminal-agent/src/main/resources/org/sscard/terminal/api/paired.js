// Hands the token to the page that asked: the browser delivers it only if that window is still of the consented origin.
(() => {
  const told = document.getElementById('paired').dataset;
  if (window.opener) {
    window.opener.postMessage(
      {sscard: 'paired', token: told.token || null, scopes: told.scopes ? told.scopes.split(',') : []}, told.origin);
    if (told.token) {
      setTimeout(() => window.close(), 1500);
    }
  }
})();
