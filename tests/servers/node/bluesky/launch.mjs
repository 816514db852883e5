// A real PDS and a real PLC directory (in memory) in one process, both on loopback only.
import net from 'node:net'

// @atproto/pds and @did-plc/server listen on a port with no host, which means every interface.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const [first, second] = args
  if (typeof first === 'number' && typeof second !== 'string') args.splice(1, 0, '127.0.0.1')
  else if (first && typeof first === 'object' && first.port != null && !first.host) first.host = '127.0.0.1'
  return listen.apply(this, args)
}

const { PlcServer, Database } = await import('@did-plc/server')
const { PDS } = await import('@atproto/pds')
const plc = PlcServer.create({ db: Database.mock(), port: Number(process.env.PLC_PORT) })
await plc.start()
await PDS.run()
await plc.destroy()
process.exit(0)
