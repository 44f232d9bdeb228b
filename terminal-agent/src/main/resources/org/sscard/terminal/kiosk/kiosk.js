// One screen at one address: this script counts down, speaks, and fetches the page anew when the terminal shows another
// step. No digit of a PIN is kept here: each is one request to the agent's buffer, as on /pad.
(() => {
  const body = document.body;
  const element = (id) => document.getElementById(id);
  let step = body.dataset.step;
  const kind = body.dataset.kind;
  let gone = false;

  function another() {
    if (!gone) {
      gone = true;
      location.replace('/kiosk');
    }
  }

  function speak() {
    const voice = window.speechSynthesis;
    if (!voice) { return; }
    voice.cancel();
    const words = new SpeechSynthesisUtterance(element('spoken').textContent);
    words.lang = 'zh-CN';
    words.rate = document.documentElement.classList.contains('elder') ? 0.8 : 1;
    voice.speak(words);
  }

  function beep(times) {
    const Audio = window.AudioContext;
    if (!Audio) { return; }
    const audio = new Audio();
    for (let at = 0; at < times; at++) {
      const tone = audio.createOscillator();
      tone.frequency.value = 880;
      tone.connect(audio.destination);
      tone.start(audio.currentTime + at * 0.5);
      tone.stop(audio.currentTime + at * 0.5 + 0.3);
    }
  }

  function show(state) {
    const counting = element('counting');
    if (element('seconds') && state.millis >= 0) {
      element('seconds').textContent = String(Math.ceil(state.millis / 1000));
      counting.classList.toggle('warning', state.warning);
      const soon = state.warning ? '即将退出' : '';
      if (element('soon').textContent !== soon) { element('soon').textContent = soon; }
    }
    if (kind === 'PAD') {
      const dots = state.digits === 0 ? '\u00a0' : '●'.repeat(state.digits);
      if (element('digits').textContent !== dots) {
        element('digits').textContent = dots;
        element('digits').setAttribute('aria-label', '已输入 ' + state.digits + ' 位');
      }
    }
  }

  function follow(state) {
    if (String(state.step) === step) {
      show(state);
    } else if (kind === 'NUMBER' && state.kind === 'NUMBER' && state.entry !== element('entry').textContent) {
      // The same keys, one digit more or less: the focus stays where it is.
      step = String(state.step);
      element('entry').textContent = state.entry;
      document.querySelectorAll('input[name=step]').forEach((field) => { field.value = step; });
      show(state);
    } else {
      another();
    }
  }

  async function look() {
    try {
      follow(await (await fetch('/kiosk/state', {cache: 'no-store'})).json());
    } catch (e) {
      // The agent is away for a moment; the page stays until it answers again.
    }
  }

  async function send(form, button) {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) { fields.set(button.name, button.value); }
    await fetch(form.getAttribute('action'), {method: 'POST', body: fields.toString() ? fields : null, redirect: 'manual'});
    await look();
  }

  document.querySelectorAll('form').forEach((form) => form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form, event.submitter || form.querySelector('button'));
  }));

  const key = (selector) => { const found = document.querySelector(selector); if (found) { found.click(); } return !!found; };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) { return; }
    const pressed = event.key.toUpperCase();
    let done = false;
    if (/^[0-9X]$/.test(pressed)) {
      if (kind === 'PAD') {
        done = key(`form[action="/pad/digit/${pressed}"] button`);
      } else if (kind === 'NUMBER') {
        done = key(`.pad button[value="${pressed}"]`);
      } else {
        const tile = document.querySelectorAll('.tile')[Number(pressed) - 1];
        if (tile) { tile.click(); done = true; }
      }
    } else if (pressed === 'BACKSPACE' || pressed === 'DELETE') {
      done = kind === 'NUMBER' && key('.pad button[value="delete"]');
    } else if (pressed === 'ENTER' && (kind === 'PAD' || kind === 'NUMBER') && !(document.activeElement instanceof HTMLButtonElement)) {
      done = key('.pad form[action="/pad/confirm"] button') || key('button[value="enter"]');
    } else if (pressed === 'ESCAPE') {
      done = key('form[action="/pad/cancel"] button') || key('button[value="back"]') || key('button[value="cancel"]');
    }
    if (done) { event.preventDefault(); }
  });

  element('replay').addEventListener('click', speak);

  // A page that comes back from the browser's memory shows nothing of before.
  window.addEventListener('pagehide', () => {
    if (window.speechSynthesis) { window.speechSynthesis.cancel(); }
    body.replaceChildren();
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) { location.replace('/kiosk'); } });

  if (body.dataset.muted !== 'true') { speak(); }
  if (Number(body.dataset.alarm) > 0) { beep(Number(body.dataset.alarm)); }
  setInterval(look, 250);
})();
