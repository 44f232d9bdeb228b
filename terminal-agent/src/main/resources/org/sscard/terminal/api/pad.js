// The page knows how many digits the agent holds, never which: each key is one request and nothing stays here.
(() => {
  const text = {
    VERIFY: '请输入密码 <small>Enter your PIN</small>',
    DEBIT: '请输入密码支付 <small>Enter your PIN to pay</small>',
    CURRENT: '请输入现密码 <small>Enter your present PIN</small>',
    REPLACEMENT: '请输入新密码 <small>Enter the new PIN</small>',
    REPEATED: '请再次输入新密码 <small>Enter the new PIN again</small>',
    idle: '无需输入 <small>Nothing to enter</small>',
  };
  const element = (id) => document.getElementById(id);

  function show(state) {
    element('purpose').innerHTML = state.asking ? text[state.purpose] : text.idle;
    element('amount').textContent = state.amountFen === null ? ''
      : '¥' + (state.amountFen / 100).toLocaleString('zh-CN', {minimumFractionDigits: 2});
    element('digits').textContent = state.digits === 0 ? '\u00a0' : '●'.repeat(state.digits);
    element('digits').setAttribute('aria-label', '已输入 ' + state.digits + ' 位');
    element('left').textContent = state.asking ? '剩余 ' + state.secondsLeft + ' 秒' : '\u00a0';
    document.querySelectorAll('button').forEach((button) => { button.disabled = !state.asking; });
  }

  async function refresh() {
    try {
      show(await (await fetch('/pad/state', {cache: 'no-store'})).json());
      element('notice').textContent = '';
    } catch (e) {
      element('notice').textContent = '终端程序没有应答 The agent does not answer';
    }
  }

  document.querySelectorAll('form').forEach((form) => form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {method: 'POST'});
    if (!answer.ok) {
      element('notice').textContent = (await answer.json()).zh;
    }
    refresh();
  }));

  refresh();
  setInterval(refresh, 400);
})();
