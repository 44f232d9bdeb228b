// One screen at one address: this script counts down, speaks, and fetches the page anew when the terminal shows another
// step. No digit of a PIN is kept here: each is one request to the agent's buffer, as on /pad.
(() => {
  const root = document.documentElement;
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

  function say(text) {
    const voice = window.speechSynthesis;
    if (!voice) { return; }
    voice.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = 'zh-CN';
    words.rate = root.classList.contains('elder') ? 0.8 : 1;
    voice.speak(words);
  }

  const quiet = () => body.dataset.muted === 'true';

  // What stands on the screen besides the text that is spoken by itself: read only to who asks for it.
  function content() {
    return [...document.querySelectorAll('.found div, .rows tr')]
      .map((line) => [...line.children].map((cell) => cell.textContent).join('，') + '。').join('');
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

  // The setting that a press leads to stands on its button; the focus stays there.
  function set(button, value) {
    if (button.value !== value) {
      button.value = value;
      button.textContent = button.dataset[value];
    }
  }

  function settings(state) {
    root.classList.toggle('elder', state.elder);
    set(element('size'), state.elder ? 'standard' : 'elder');
    body.dataset.muted = String(state.muted);
    set(element('sound'), state.muted ? 'sound' : 'mute');
    if (state.muted && window.speechSynthesis) { window.speechSynthesis.cancel(); }
  }

  function show(state) {
    settings(state);
    if (element('seconds') && state.millis >= 0) {
      element('seconds').textContent = String(Math.ceil(state.millis / 1000));
      element('counting').classList.toggle('warning', state.warning);
      const soon = state.warning ? '即将退出' : '';
      if (element('soon').textContent !== soon) {
        element('soon').textContent = soon;
        if (soon && !quiet()) { say(soon); }
      }
    }
    if (kind === 'PAD') {
      const dots = state.digits === 0 ? '\u00a0' : '●'.repeat(state.digits);
      if (element('digits').textContent !== dots) {
        const typed = '已输入 ' + state.digits + ' 位';
        element('digits').textContent = dots;
        element('digits').setAttribute('aria-label', typed);
        if (!quiet()) { say(typed); }
      }
    }
  }

  function follow(state) {
    if (String(state.step) === step) {
      if (state.step > 0 && 'elder' in state) { show(state); }
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
    if (gone) { return; }
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

  // A key of the keyboard, or of the keypad below the screen: digits, 确认 (Enter), 取消 (Esc), 更正 (Backspace).
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) { return; }
    const pressed = event.key.toLowerCase();
    if (pressed === 'enter' && document.activeElement.matches('button:focus-visible')) { return; }
    const button = document.querySelector('button[data-keys~="' + CSS.escape(pressed) + '"]');
    if (button && pressed.trim()) {
      button.click();
      event.preventDefault();
    }
  });

  // Who moves with Tab hears where he is.
  document.addEventListener('focusin', (event) => {
    if (!quiet() && event.target.matches('button:focus-visible')) { say(event.target.textContent.trim()); }
  });

  // A list that does not fit, twice as large, is moved with the arrow keys.
  const reading = element('content');
  const fit = () => { reading.tabIndex = reading.scrollHeight > reading.clientHeight ? 0 : -1; };
  window.addEventListener('resize', fit);
  fit();

  element('replay').addEventListener('click', () => say(element('spoken').textContent + content()));

  // A page that comes back from the browser's memory shows nothing of before.
  window.addEventListener('pagehide', () => {
    if (window.speechSynthesis) { window.speechSynthesis.cancel(); }
    body.replaceChildren();
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) { location.replace('/kiosk'); } });

  if (!quiet()) { say(element('spoken').textContent); }
  if (Number(body.dataset.alarm) > 0) { beep(Number(body.dataset.alarm)); }
  setInterval(look, 250);
})();
