// Colyseus: one room without a state; a message of type 65 is broadcast as 200 bytes.
import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";

const NOISE = "x".repeat(190);

class Crowd extends Room {
  maxClients = 5000;
  patchRate = null;
  autoDispose = false;

  onCreate() {
    this.onMessage(65, (client) => this.broadcast("noise", NOISE, { except: client }));
  }
}

const http = createServer();
const server = new Server({
  transport: new WebSocketTransport({ server: http, pingInterval: 0 }),
  greet: false,
});
server.define("crowd", Crowd);
await server.listen(0, "127.0.0.1");
console.log(http.address().port);
