// The way to the server: a socket, or plain requests where there can be none. Says whether it is up, and never pretends.
import { io } from "socket.io-client";
import { all, blank, hearTabs, isOurs, openAgain, post } from "../page.js";
import { address, conversation, fetchPage, form } from "./parts.js";
import { newest } from "./thread.js";
import { live } from "./words.js";

const HIDDEN_FOR = 60000;
const TRIES = 3;
const LOOK_AGAIN = 10000;
const FOCUS_AGAIN = 3000;
const BEYOND_ALL = 999999999;

// `plain`: no socket, because of the network, a wish to save data, or something in between that lets none through.
// `query`: what a socket is opened with; the number of who reads here, so that it is told when that is another.
export const link = { up: false, plain: false, asleep: false, signedOut: false, ended: false };
link.query = live?.people ? { side: live.people.side } : {};
const heard = { up: [], down: [], message: [], messages: [], delivered: [], seen: [], typing: [], help: [], people: [], words: [], "signed-out": [], ended: [] };
export const on = (event, act) => heard[event].push(act);
const tell = (event, ...data) => heard[event].forEach((act) => act(...data));

const connection = navigator.connection;
const thin = () => Boolean(connection && (connection.saveData || /2g$/.test(connection.effectiveType ?? "")));
let socket = null;
let everUp = false;
let isDown = false;
let failures = 0;
let sleepTimer = 0;
let lookTimer = 0;
let lookedAt = Date.now();

function goUp() {
  const first = !everUp;
  everUp = true;
  isDown = false;
  failures = 0;
  if (link.up) return;
  link.up = true;
  tell("up", first);
}

function goDown() {
  link.up = false;
  if (isDown) return;
  isDown = true;
  tell("down");
}

function signOut() {
  if (link.signedOut) return;
  link.signedOut = true;
  socket?.disconnect();
  goDown();
  tell("signed-out");
}

// No answer of the server means that there is no way to it; an answer tells whose page this still is.
async function ask(path, how) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), 8000);
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "manual", signal: control.signal, ...how });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// What is new, without a socket; of the people alone, with one. Answers whether the server was there.
export async function look(peopleOnly = false) {
  clearTimeout(lookTimer);
  lookedAt = Date.now();
  let more = true;
  while (more) {
    const after = peopleOnly ? BEYOND_ALL : newest();
    const path = `${address}/since?after=${after}&people=${live.people?.version ?? ""}`;
    const answer = await ask(path, { headers: { Accept: "application/json" } });
    if (!answer || answer.status >= 500) {
      if (link.plain) {
        goDown();
        lookTimer = setTimeout(look, LOOK_AGAIN);
      }
      return false;
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") return signOut(), true;
    if (answer.status === 404) return end(isJson(answer) ? await answer.json() : {}), true;
    if (!answer.ok) return true;
    const told = await answer.json();
    if (link.plain) goUp();
    tell("messages", told);
    if (told.people) tell("words", told.people);
    more = told.more;
  }
  return true;
}

const isJson = (answer) => /json/.test(answer.headers.get("Content-Type") ?? "");

// Whoever had a part in the conversation until now is told what happened (`what`), and what to do (`say`).
function end({ say: why, what }) {
  if (link.ended) return;
  link.ended = true;
  socket?.disconnect();
  tell("ended", why, what);
}

async function connectFailed() {
  failures += 1;
  goDown();
  if (link.asleep || document.hidden) return;
  // Refused by the server, or not let through: an ordinary request tells which.
  const asks = failures === 1 || failures % TRIES === 0 || !socket.active;
  if (!asks || !(await look()) || link.signedOut || link.ended) return;
  if (failures >= (everUp ? 2 * TRIES : TRIES)) goPlain();
  else if (!socket.active) setTimeout(() => socket.connect(), LOOK_AGAIN);
}

function goPlain() {
  link.plain = true;
  socket?.disconnect();
  goUp();
}

function openSocket() {
  socket = io("/messages", {
    path: "/socket.io/",
    transports: ["websocket"],
    query: link.query,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5000,
    timeout: 8000,
  });
  socket.on("connect", goUp);
  socket.on("disconnect", () => {
    goDown();
    // Ended by the server: it does not come back by itself.
    if (!socket.active && !link.asleep && !link.signedOut && !link.ended && !link.plain) setTimeout(wake, 1000);
  });
  socket.on("connect_error", connectFailed);
  for (const event of ["message", "delivered", "seen", "typing", "help", "people"]) {
    socket.on(event, (data) => data.conversation === conversation && tell(event, data));
  }
  socket.on("signed-out", signOut);
  socket.connect();
}

// One event and its answer; null where none came in time.
export function emit(event, data, within) {
  if (!socket?.connected) return Promise.resolve(null);
  return new Promise((done) => {
    socket.timeout(within).emit(event, { conversation, ...data }, (fault, answer) => done(fault ? null : answer));
  });
}

export async function sync() {
  if (link.plain) return look();
  let more = true;
  while (more && socket.connected) {
    const answer = await emit("sync", { after: newest() }, 8000);
    if (!answer) return doubt(), false;
    if (answer.problem === "not-found") return look(true), false;
    if (answer.problem) return false;
    tell("messages", answer);
    more = answer.more;
  }
  return true;
}

// What somebody wrote, on its way. The same number again is the same message.
export async function send({ id, body, language }, within) {
  if (!link.plain) return emit("send", { client_id: id, body, ...(language ? { language } : {}) }, within);
  const draft = form?.elements.draft.value ?? "";
  const fields = { message: body, client_id: id, language, draft, quietly: "1" };
  const slow = new Promise((done) => setTimeout(done, within, null));
  let answer;
  try {
    answer = await Promise.race([post(address, fields), slow]);
  } catch {
    goDown();
    lookTimer = setTimeout(look, LOOK_AGAIN);
  }
  if (!answer) return null;
  if (answer.status === 401 || answer.type === "opaqueredirect") return signOut(), { problem: "signed-out" };
  if (!isJson(answer)) return null;
  const told = await answer.json();
  if (told.problem === "not-found") end(told);
  if (told.ask) tell("help", {});
  if (told.id) look();
  return told;
}

// Something was not answered: the line may be dead without saying so.
export function doubt() {
  if (!socket?.connected) return;
  socket.io.engine.close();
}

export function wake() {
  const slept = link.asleep;
  link.asleep = false;
  if (link.ended || link.signedOut) return;
  if (link.plain) return look();
  if (socket.connected) return goUp();
  if (slept) tell("down");
  socket.disconnect();
  socket.connect();
}

// A new session has a new token: what this page posts needs it. A colleague who signed in here since has the same
// conversation: nothing of what stands here goes out in their name.
async function backAgain() {
  if (!link.signedOut) return;
  try {
    const page = await fetchPage(address);
    const { whose } = page.documentElement.dataset;
    if (whose && !isOurs(whose)) return blank(), openAgain();
    const fresh = page.querySelector("#composer [name=csrf]")?.value;
    if (!fresh) return;
    for (const field of all("input[name=csrf]")) field.value = fresh;
  } catch {
    return;
  }
  link.signedOut = false;
  wake();
}

function seenOrNot(busy) {
  clearTimeout(sleepTimer);
  if (document.hidden) {
    const sleep = () => {
      if (busy()) return void (sleepTimer = setTimeout(sleep, HIDDEN_FOR));
      link.asleep = true;
      if (!link.plain) socket.disconnect();
    };
    sleepTimer = setTimeout(sleep, HIDDEN_FOR);
  } else {
    backAgain();
    if (link.plain) look();
    else if (link.asleep || !socket.connected) wake();
  }
}

export function startLink(busy) {
  if (thin() || !("WebSocket" in window)) {
    link.plain = true;
    everUp = true;
    link.up = navigator.onLine;
  } else {
    openSocket();
    goDown();
  }
  addEventListener("offline", goDown);
  addEventListener("online", () => !document.hidden && wake());
  addEventListener("focus", () => link.plain && Date.now() - lookedAt > FOCUS_AGAIN && look());
  document.addEventListener("visibilitychange", () => seenOrNot(busy));
  // Signing in again in another tab brings this one back too.
  hearTabs((what, whose) => what === "active" && isOurs(whose) && backAgain());
}
