import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/**
 * Takes the network from this process, for good: what is left where the machine has no means to do it from outside. Connections
 * that are open, such as the channel to the worker, stay.
 */
export function closeNetwork(): void {
  const refuse = () => {
    throw new Error('There is no network in a check.');
  };
  const close = (owner: object, names: readonly string[]) => {
    for (const name of names)
      Object.defineProperty(owner, name, { value: refuse, writable: false, configurable: false });
  };
  close(net.Socket.prototype, ['connect']);
  close(net.Server.prototype, ['listen']);
  close(dgram.Socket.prototype, ['bind', 'send', 'connect']);
  close(dns, ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse']);
  close(dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse']);
}
