"use strict";

function text(tag, content) {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}

async function refresh() {
  const problem = document.getElementById("problem");
  try {
    const state = await (await fetch("/status", {cache: "no-store"})).json();
    document.getElementById("dev").hidden = !state.dev;
    document.getElementById("batches").textContent = state.runningBatches;
    document.getElementById("cards").replaceChildren(...state.cards.map(row => {
      const line = document.createElement("tr");
      line.append(text("td", `${row.zh} ${row.en}`), text("td", row.count));
      return line;
    }));
    const stations = state.stations.map(station =>
      text("li", `${station.name}: ${station.readers.map(reader =>
        reader + (station.cards.includes(reader) ? " (有卡 card)" : "")).join(", ")}`));
    document.getElementById("stations").replaceChildren(
      ...(stations.length ? stations : [text("li", "没有已连接的工位 no station is connected")]));
    problem.textContent = "";
  } catch (failure) {
    problem.textContent = "服务没有应答 The service does not answer.";
  }
}

refresh();
setInterval(refresh, 2000);
