(() => {
  const roles = {
    USER_CONTACT: '用户卡（接触）', USER_CONTACTLESS: '用户卡（非接）', PSAM: 'PSAM', PERSONALISATION: '制卡', UNASSIGNED: '未指定',
  };
  const states = {GOOD: ['ok', '✔', '正常'], NOTICE: ['warn', '!', '注意'], BAD: ['bad', '✖', '不正常'], UNUSED: ['plain', '', '未使用']};
  const element = (id) => document.getElementById(id);

  function node(name, style, ...children) {
    const made = document.createElement(name);
    if (style) { made.className = style; }
    made.append(...children);
    return made;
  }

  function chip(style, icon, word) {
    const sign = node('span', 'icon', icon);
    sign.setAttribute('aria-hidden', 'true');
    return node('span', 'chip ' + style, sign, word);
  }

  const row = (...cells) => node('tr', '', ...cells.map((cell) => node('td', '', cell)));

  function nothing(columns, words) {
    const cell = node('td', '', words);
    cell.colSpan = columns;
    return node('tr', '', cell);
  }

  function trouble(t) {
    const english = node('p', 'en', `${t.en}. ${t.remedyEn}.`);
    english.lang = 'en';
    return node('div', 'trouble', node('p', 'what', t.zh), node('p', '', t.remedyZh), english,
      node('p', 'en', node('code', '', t.code), ' ' + t.at));
  }

  // A page that is read aloud is only changed where something changed.
  const shown = {};
  function show(id, state, children) {
    const now = JSON.stringify(state);
    if (shown[id] !== now) {
      shown[id] = now;
      element(id).replaceChildren(...children());
    }
  }

  async function refresh() {
    try {
      const state = await (await fetch('/status', {cache: 'no-store'})).json();
      element('dev').hidden = !state.dev;
      show('readers', state.readers, () => (state.readers.length
        ? state.readers.map((r) => row(r.name, roles[r.role],
          r.cardPresent ? chip('ok', '✔', '有卡') : chip('plain', '', '无卡'),
          r.busy ? chip('wait', '…', '使用中') : chip('plain', '', '空闲')))
        : [nothing(4, '没有读卡器：接上读卡器，或检查配置 readers')]));
      show('problems', state.problems, () => state.problems.map(trouble));
      show('lines', state.lines, () => (state.lines.length
        ? state.lines.map((l) => row(l.name, l.up ? chip('ok', '✔', '已连接') : chip('bad', '✖', '断开')))
        : [nothing(2, '没有配置线路')]));
      const steady = state.checks.map((c) => (c.id === 'clock' || c.id === 'blacklist' ? {...c, detail: ''} : c));
      show('checks', [steady, Math.floor(Date.now() / 60000)], () => state.checks.map((c) => row(
        c.zh, chip(...states[c.state]), c.detail, c.code ? `${c.remedyZh}（${c.code}）` : '')));
      show('last', state.lastFailure, () => (state.lastFailure ? [trouble(state.lastFailure)] : ['无']));
    } catch (e) {
      show('last', 'down', () => [node('p', 'notice bad', '✖ 终端程序没有应答')]);
    }
  }

  refresh();
  setInterval(refresh, 1000);
})();
