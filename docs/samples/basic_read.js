// Basic read through the terminal agent (sscard agent), in a page or in Node.js 18 and newer.
//
//     node basic_read.js http://127.0.0.1:8600
//
// A page's origin must be in the agent's allow-list (allowOrigins); Chrome and Edge also ask the user, or an administrator's
// policy, whether the page may reach this machine at all.

class Refused extends Error {
  constructor(problem) {
    super(`${problem.code}：${problem.zh}。${problem.remedyZh}`);
    this.code = problem.code; // stable, for instance CARD_ABSENT
  }
}

async function call(agent, path, body) {
  const answer = await fetch(agent + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) {
    throw new Refused(content);
  }
  return content;
}

async function basicRead(agent) {
  return call(agent, "/v1/card/basic-read", {});
}

if (typeof process !== "undefined" && process.argv[2]) {
  basicRead(process.argv[2]).then(
    (card) => console.log(card.name, card.cardNumber, card.expiryDate),
    (refused) => {
      console.log(refused.message);
      process.exitCode = 1;
    },
  );
}
