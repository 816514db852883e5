// oidc-provider, an OpenID-certified authorization server, with a native (loopback, PKCE) client.
import { Provider } from 'oidc-provider'

const port = Number(process.env.OIDC_PORT)
const issuer = `http://127.0.0.1:${port}`
const grants = ['authorization_code', 'refresh_token']
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'smmdesk-native',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
      grant_types: grants,
      response_types: ['code'],
    },
    {
      client_id: 'smmdesk-confidential',
      client_secret: 'secret-of-the-test-client',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: grants,
      response_types: ['code'],
    },
  ],
  scopes: ['openid', 'offline_access', 'read', 'write'],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    registration: { enabled: true },
    revocation: { enabled: true },
  },
  ttl: {
    AccessToken: Number(process.env.ACCESS_TTL),
    AuthorizationCode: 60,
    Grant: 86400,
    Interaction: 600,
    RefreshToken: 86400,
    Session: 3600,
  },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, name: `User ${id}` }) }),
})
provider.listen(port, '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
