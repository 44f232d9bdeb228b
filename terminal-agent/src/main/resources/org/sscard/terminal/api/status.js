(() => {
  const roles = {
    USER_CONTACT: '用户卡(接触) User contact', USER_CONTACTLESS: '用户卡(非接) User contactless', PSAM: 'PSAM',
    PERSONALISATION: '制卡 Personalisation', UNASSIGNED: '未指定 Unassigned',
  };
  const element = (id) => document.getElementById(id);

  function row(...cells) {
    const line = document.createElement('tr');
    cells.forEach(([text, style]) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      if (style) { cell.className = style; }
      line.append(cell);
    });
    return line;
  }

  function trouble(t) {
    const box = document.createElement('p');
    box.className = 'bad';
    box.textContent = `✕ ${t.code} ${t.at} — ${t.zh} ${t.en} → ${t.remedyZh} ${t.remedyEn}`;
    return box;
  }

  async function refresh() {
    try {
      const state = await (await fetch('/status', {cache: 'no-store'})).json();
      element('dev').hidden = !state.dev;
      element('readers').replaceChildren(...(state.readers.length
        ? state.readers.map((r) => row([r.name], [roles[r.role]],
          r.cardPresent ? ['● 有卡 Card', 'good'] : ['○ 无卡 Empty'], [r.busy ? '使用中 In use' : '空闲 Free']))
        : [row(['没有读卡器 No reader'])]));
      element('problems').replaceChildren(...state.problems.map(trouble));
      element('lines').replaceChildren(...(state.lines.length
        ? state.lines.map((l) => row([l.name], l.up ? ['✓ 已连接 Up', 'good'] : ['✕ 断开 Down', 'bad']))
        : [row(['未配置 Not configured'])]));
      element('blacklist').textContent = state.blacklistVersion;
      element('last').replaceChildren(state.lastFailure ? trouble(state.lastFailure) : '无 None');
    } catch (e) {
      element('last').replaceChildren('终端程序没有应答 The agent does not answer');
    }
  }

  refresh();
  setInterval(refresh, 1000);
})();
