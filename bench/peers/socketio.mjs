// Socket.IO: whoever does "r" listens to one room; what anybody says goes to all who listen.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  perMessageDeflate: false,
  serveClient: false,
  pingInterval: 3_600_000,
});

io.on("connection", (socket) => {
  if (socket.handshake.query.does === "r") socket.join("crowd");
  socket.on("say", (text) => io.to("crowd").emit("noise", text));
});

http.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => console.log(http.address().port));
