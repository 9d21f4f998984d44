// Drives the real client: one JSON command a line comes in, one JSON line goes out for each answer and each telling.
const { io } = require("./socket.io-client.cjs");
const { origin, url, cookie } = JSON.parse(process.argv[2]);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const socket = io(`${url}/messages`, {
  path: "/socket.io/",
  transports: ["websocket"],
  extraHeaders: { Cookie: cookie, Origin: origin },
  reconnectionDelay: 100,
});
for (const event of ["message", "delivered", "seen", "typing", "signed-out"]) socket.on(event, (data) => tell({ event, data }));
socket.on("connect", () => tell({ event: "connect" }));
socket.on("disconnect", (why) => tell({ event: "disconnect", why }));
socket.on("connect_error", (fault) => tell({ event: "connect_error", why: fault.message }));
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, event, data } = JSON.parse(line);
    socket.timeout(6000).emit(event, data, (fault, answer) => tell({ id, fault: fault && fault.message, answer }));
  })
  .on("close", () => {
    socket.disconnect();
    process.exit(0);
  });
