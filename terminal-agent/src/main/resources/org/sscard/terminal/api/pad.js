// The page knows how many digits the agent holds, never which: each key is one request and nothing stays here.
(() => {
  const text = {
    VERIFY: ['请输入密码', 'Enter your PIN'],
    DEBIT: ['请输入密码支付', 'Enter your PIN to pay'],
    CURRENT: ['请输入现密码', 'Enter your present PIN'],
    REPLACEMENT: ['请输入新密码', 'Enter the new PIN'],
    REPEATED: ['请再次输入新密码', 'Enter the new PIN again'],
    REPLACEMENT_AGAIN: ['两次输入不一致，请重新输入新密码', 'They differ: enter the new PIN once more'],
  };
  const idle = ['无需输入', 'Nothing to enter'];
  const element = (id) => document.getElementById(id);
  const set = (id, words) => { if (element(id).textContent !== words) { element(id).textContent = words; } };

  function yuan(fen) {
    const digits = String(fen).padStart(3, '0');
    return '¥' + digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',') + '.' + digits.slice(-2);
  }

  function show(state) {
    const [zh, en] = state.asking ? text[state.purpose] : idle;
    set('purpose', zh);
    set('purpose-en', en);
    set('amount', state.amountFen === null ? '' : yuan(state.amountFen));
    set('digits', state.digits === 0 ? '\u00a0' : '●'.repeat(state.digits));
    element('digits').setAttribute('aria-label', '已输入 ' + state.digits + ' 位');
    set('left', state.asking ? '剩余 ' + state.secondsLeft + ' 秒' : '\u00a0');
    document.querySelectorAll('button').forEach((button) => { button.disabled = !state.asking; });
  }

  async function refresh() {
    try {
      show(await (await fetch('/pad/state', {cache: 'no-store'})).json());
      set('notice', '');
    } catch (e) {
      set('notice', '终端程序没有应答');
    }
  }

  document.querySelectorAll('form').forEach((form) => form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {method: 'POST'});
    if (!answer.ok) {
      set('notice', (await answer.json()).zh);
    }
    refresh();
  }));

  refresh();
  setInterval(refresh, 400);
})();
