import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/**
 * Takes the network away from this process, for good. This is the last resort, for machines that cannot do it from outside.
 * Open connections, such as the channel to the worker, stay.
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
