// What the page says and how it writes times: everything comes from the page, in its language.
const block = document.getElementById("live");
export const live = block ? JSON.parse(block.textContent) : null;

const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export function say(name, values = {}) {
  return filled(live.said[name], values);
}

// The languages' rules for numbers repeat after a hundred: the page lists which form goes with each.
export function counted(name, number, values = {}) {
  const { forms, which } = live.counted[name];
  const place = number < which.length ? number : 100 + (number % 100);
  return filled(forms[Number(which[place])], { count: number, ...values });
}

export function names(list) {
  if (list.length < 2) return list[0] ?? "";
  return say("and", { first: list.slice(0, -1).join(", "), second: list[list.length - 1] });
}

// The short name for a full one. Of a cover's “Sam Okoro (for Amira Khan)” it is the one that comes first.
export function called(name) {
  if (live.called[name]) return live.called[name];
  const found = Object.keys(live.called).filter((full) => name.includes(full));
  found.sort((one, other) => name.indexOf(one) - name.indexOf(other));
  return live.called[found[0]] ?? name;
}

// How the other's words are headed; one's own are “You”, also where one writes for somebody else.
export function heading(message) {
  if (!message.mine) return message.from;
  const [before, after] = live.covering.split("{worker}");
  const covers = message.from.startsWith(before) && message.from.endsWith(after) && message.from !== live.me;
  if (!covers) return say("you");
  return say("you_for", { worker: message.from.slice(before.length, message.from.length - after.length) });
}

const wall = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

// A moment as the clock on a London wall has it.
export function london(at) {
  const moment = new Date(at);
  const parts = {};
  for (const { type, value } of wall.formatToParts(moment)) parts[type] = value;
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  const shown = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
  const ahead = Math.round((shown - moment.getTime()) / 60000);
  const offset = `+${String(Math.floor(ahead / 60)).padStart(2, "0")}:${String(ahead % 60).padStart(2, "0")}`;
  return { day, hour: Number(parts.hour), minute: parts.minute, iso: `${day}T${parts.hour}:${parts.minute}${offset}` };
}

export function clock(at) {
  const { hour, minute } = london(at);
  return Number(minute) ? live.clock[hour].replace("{m}", minute) : live.whole[hour];
}

export function dayName(day) {
  if (live.days[day]) return live.days[day];
  const parts = {};
  const how = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  for (const { type, value } of new Intl.DateTimeFormat(root.lang, how).formatToParts(new Date(`${day}T12:00Z`))) parts[type] = value;
  return `${parts.weekday} ${parts.day} ${parts.month}`;
}

// A time of a day, with the day where it is another than the message's own.
export function timeBeside(at, saidAt) {
  const day = london(at).day;
  return day === london(saidAt).day ? clock(at) : say("day_at_time", { day: dayName(day), time: clock(at) });
}

export const root = document.documentElement;
// The portal's clock, which the demonstration turns.
const ahead = live ? new Date(live.now).getTime() - Date.now() : 0;
export const nowByPortal = () => new Date(Date.now() + ahead);
