/* Drags a talk of the timetable to another time or table. Where it is dropped goes through the form of the talk: the
   server checks, warns and saves. With the keyboard, on a phone and without JavaScript that form does it alone. */
const table = document.querySelector("table[data-drag]");
const form = document.getElementById("verlegen");
const RETURN = "dnm-plan-return";
let held = null;

/* "1 3" -> [1, 3] */
const numbers = (text) => (text || "").split(" ").filter(Boolean).map(Number);
const talks = () => [...table.querySelectorAll("a[data-at]")];
const tableOf = (cell) => cell.parentElement.dataset.table;

/* Rows of tables take a talk anywhere; in the row of a participant it only changes its time. */
const isPlace = (cell) => tableOf(cell) !== undefined || cell.parentElement.contains(held);

/* In the row of a participant: the host's table, else the present one, else the first one that is free then. */
const tableAt = (slot) => {
  const present = numbers(held.dataset.at)[1];
  if (held.dataset.host) return Number(held.dataset.host);
  const taken = talks().filter((talk) => talk !== held).map((talk) => numbers(talk.dataset.at))
    .filter(([when]) => when === slot).map(([, where]) => where);
  const stand = Number(table.querySelectorAll("th[data-tables]")[slot].dataset.tables);
  const free = [present, ...Array(stand).keys()].filter((one) => one < stand && !taken.includes(one));
  return free.length ? free[0] : present;
};

const place = (cell) => {
  const slot = Number(cell.dataset.slot);
  const where = tableOf(cell) === undefined ? tableAt(slot) : Number(tableOf(cell));
  return [slot, where];
};

const taking = (cell) => {
  const [slot, where] = place(cell);
  const sits = talks().some((talk) => talk !== held && talk.dataset.at === `${slot} ${where}`);
  const hosted = held.dataset.host !== undefined && Number(held.dataset.host) !== where;
  return !sits && !hosted && !cell.matches(".is-closed") && !numbers(held.dataset.closed).includes(slot);
};

const letGo = () => {
  held = null;
  table.classList.remove("is-dragging");
  table.querySelectorAll("td").forEach((cell) => cell.classList.remove("can-take", "cannot-take", "is-over"));
};

const cellUnder = (event) => {
  const cell = held && event.target.closest("td[data-slot]");
  return cell && table.contains(cell) && isPlace(cell) && !cell.contains(held) ? cell : null;
};

const start = (event) => {
  held = event.target.closest?.("a[draggable=true]"); // marked words that are dragged are no element
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.textContent.trim());
  table.classList.add("is-dragging");
  table.querySelectorAll("td[data-slot]").forEach((cell) => {
    if (!cell.contains(held)) cell.classList.add(isPlace(cell) && taking(cell) ? "can-take" : "cannot-take");
  });
};

/* A place that cannot take it may be aimed at too: the page that follows says what is in the way. */
const over = (event) => {
  const cell = cellUnder(event);
  table.querySelectorAll("td.is-over").forEach((one) => one !== cell && one.classList.remove("is-over"));
  if (!cell) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  cell.classList.add("is-over");
};

const drop = (event) => {
  const cell = cellUnder(event);
  if (!cell) return;
  event.preventDefault();
  const [slot, where] = place(cell);
  form.action = held.href;
  form.elements.slot.value = slot;
  form.elements.table.value = where;
  sessionStorage.setItem(RETURN, JSON.stringify({ top: window.scrollY, talk: new URL(held.href).pathname }));
  letGo();
  form.submit();
};

/* After a move the page stands where it stood, with the moved talk in focus. */
const comeBack = () => {
  const left = JSON.parse(sessionStorage.getItem(RETURN) || "null");
  sessionStorage.removeItem(RETURN);
  const moved = left && talks().find((talk) => talk.pathname === left.talk);
  if (!moved) return;
  window.scrollTo(0, left.top);
  moved.focus({ preventScroll: true });
};

if (table && form) {
  table.addEventListener("dragstart", start);
  table.addEventListener("dragover", over);
  table.addEventListener("drop", drop);
  table.addEventListener("dragend", letGo);
  comeBack();
}
