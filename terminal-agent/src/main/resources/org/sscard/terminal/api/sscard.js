// SSCard for web pages. Copy this file into your site: a page that its browser keeps from this machine could not load it
// from there. It calls the terminal agent, and when a call does not get through it says why and what to do.
//   const problem = await SSCard.pair(['basic-read']);      once, on a click; the person consents on the agent's own page
//   const card = await SSCard.call('/v1/card/basic-read');  throws a problem {code, zh, en, remedyZh, remedyEn}
//   SSCard.events((event) => …);                            cards that come and go
//   SSCard.show(problem, element);
(() => {
  'use strict';
  const VERSION = '1.1';
  const TOKEN = 'sscard-token';
  let agent = 'http://127.0.0.1:8600';

  const texts = {
    BROWSER_REFUSED: ['浏览器拦住了本网页对本机读卡程序的访问', 'The browser keeps this page from the card reader of this machine',
      '点地址栏左侧的网站设置，把“本机设备”或“本地网络访问”改为允许后刷新；单位的电脑请管理员用浏览器策略放行本网站',
      'Open the site settings left of the address, allow access to apps and devices on this machine and reload; on a managed computer the administrator allows this site by policy'],
    BROWSER_ASKS: ['浏览器正在询问是否允许本网页访问本机', 'The browser asks whether this page may reach this machine',
      '在浏览器的询问中选择“允许”，再试一次', 'Choose Allow when the browser asks, then try again'],
    BROWSER_PAGE_INSECURE: ['本网页不是 https，浏览器不让它访问本机', 'This page is not https, so the browser keeps it from this machine',
      '请网站的管理员改用 https', 'Have the site served over https'],
    ORIGIN_NOT_ALLOWED: ['本机终端代理没有允许本网站', 'The terminal agent of this machine does not know this site',
      '点“配对”，在终端代理的页面上同意；或请管理员把本网站列入允许名单', 'Pair and consent on the agent\'s page, or have the administrator list this site'],
    AGENT_NOT_RUNNING: ['本机没有终端代理应答', 'No terminal agent answers on this machine',
      '启动终端代理后重试', 'Start the terminal agent and try again'],
    PAIRING_REFUSED: ['没有同意配对', 'The pairing was not consented to', '需要时重新配对', 'Pair again if wanted'],
  };

  const problem = (code) => {
    const [zh, en, remedyZh, remedyEn] = texts[code];
    return {code, zh, en, remedyZh, remedyEn};
  };

  async function permission() {
    for (const name of ['loopback-network', 'local-network-access']) {
      try {
        return (await navigator.permissions.query({name})).state;
      } catch (e) { /* a browser that does not know this permission asks nobody */ }
    }
    return 'unknown';
  }

  // A browser tells a page nothing about why a request failed, so the ways are told apart one by one.
  async function diagnose() {
    try {
      await fetch(agent + '/version', {mode: 'no-cors', cache: 'no-store'});
      return problem('ORIGIN_NOT_ALLOWED');
    } catch (e) { /* nothing came through: the browser, or nobody there */ }
    const state = await permission();
    if (state === 'granted' || state === 'unknown') {
      return problem('AGENT_NOT_RUNNING');
    }
    return problem(!window.isSecureContext ? 'BROWSER_PAGE_INSECURE' : state === 'prompt' ? 'BROWSER_ASKS' : 'BROWSER_REFUSED');
  }

  async function call(path, body = {}, method = 'POST') {
    const headers = {'sscard-version': VERSION};
    const token = localStorage.getItem(TOKEN);
    if (token) { headers.Authorization = 'Bearer ' + token; }
    const request = {method, headers, cache: 'no-store'};
    if (method !== 'GET') {
      headers['Content-Type'] = 'application/json';
      request.body = JSON.stringify(body);
    }
    let answer;
    try {
      answer = await fetch(agent + path, request);
    } catch (e) {
      throw await diagnose();
    }
    const content = await answer.json();
    if (!answer.ok) { throw content; }
    return content;
  }

  // Opens the agent's own page, where the person sees who asks for what. Call it on a click.
  function pair(scopes) {
    const asked = window.open(
      `${agent}/pair?origin=${encodeURIComponent(location.origin)}&scopes=${encodeURIComponent(scopes.join(','))}`,
      'sscard-pair', 'popup,width=720,height=640');
    return new Promise((resolve, reject) => {
      window.addEventListener('message', function told(event) {
        if (event.origin !== agent || event.source !== asked || !event.data || event.data.sscard !== 'paired') { return; }
        window.removeEventListener('message', told);
        if (event.data.token) {
          localStorage.setItem(TOKEN, event.data.token);
          resolve(event.data.scopes);
        } else {
          reject(problem('PAIRING_REFUSED'));
        }
      });
    });
  }

  function events(listener, failed = () => {}) {
    const token = localStorage.getItem(TOKEN);
    const protocols = ['sscard.events.v1'].concat(token ? ['sscard.token.' + token] : []);
    const socket = new WebSocket(agent.replace(/^http/, 'ws') + '/v1/events', protocols);
    let opened = false;
    socket.onopen = () => { opened = true; };
    socket.onmessage = (message) => listener(JSON.parse(message.data));
    socket.onerror = async () => failed(opened ? problem('AGENT_NOT_RUNNING') : await diagnose());
    return socket;
  }

  function show(what, element) {
    const line = (text, lang) => {
      const made = document.createElement('p');
      made.textContent = text;
      made.lang = lang;
      return made;
    };
    element.setAttribute('role', 'alert');
    element.replaceChildren(line(`${what.zh}。${what.remedyZh}。`, 'zh-CN'),
      line(`${what.en}. ${what.remedyEn}. (${what.code})`, 'en'));
  }

  window.SSCard = {
    call, pair, events, show, diagnose,
    at(address) { agent = address; },
    forget() { localStorage.removeItem(TOKEN); },
  };
})();
