"""Certificates for test servers: good ones of an authority of our own, and every kind of bad one.

`SSL_CERT_FILE=authority.path` lets a program trust the authority.
"""

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("elsewhere.example")
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
BAD = ("self-signed", "expired", "wrong host", "another authority")
Key = ec.EllipticCurvePrivateKey


class Authority:
    """Signs certificates for loopback. Files go into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("the tests' authority")
        builder = _builder(self._name, self._name, self._key, days=9000)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self._certificate = builder.sign(self._key, hashes.SHA256())
        self.path = folder / "authority.pem"
        self.path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def good(self) -> ssl.SSLContext:
        return self._signed("good", LOOPBACK, days=9000)

    def bad(self, kind: str) -> ssl.SSLContext:
        """One of BAD."""
        if kind == "self-signed":
            return self_signed(self._folder)
        if kind == "expired":
            return self._signed(kind, LOOPBACK, days=30)
        if kind == "wrong host":
            return self._signed(kind, ELSEWHERE, days=9000)
        other = self._folder / "other"
        other.mkdir(exist_ok=True)
        return Authority(other).good()

    def _signed(self, name: str, host: x509.GeneralName, days: int) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_named("127.0.0.1"), self._name, key, days)
        builder = builder.add_extension(x509.SubjectAlternativeName([host]), critical=False)
        return _context(self._folder / f"{name}.pem", key, builder.sign(self._key, hashes.SHA256()))


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS side whose certificate nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("127.0.0.1")
    return _context(folder / "certificate.pem", key, _builder(name, name, key, days=9000).sign(key, hashes.SHA256()))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: Key, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(LONG_AGO)
        .not_valid_after(LONG_AGO + datetime.timedelta(days=days))
    )


def _context(path: Path, key: Key, certificate: x509.Certificate) -> ssl.SSLContext:
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
