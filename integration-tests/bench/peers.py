# SPDX-License-Identifier: Apache-2.0
"""What is compared, and how each is told to do the same: plaintext in, mutual TLS out."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field

from processes import HOST, Trouble, open_files

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = HERE.parents[1] / "sluice"
SLUICE_COMMAND = f"{shlex.quote(str(HERE.parents[1] / 'sluice'))} run -c {{config}}"
SLUICE_TEMPLATE = HERE / "sluice.conf.in"
SESSIONS = 30000                               # that every peer is configured for, as far as the machine lets it


def make_certificates(folder, key_type):
    """A CA, a server certificate for localhost and a client certificate; keys in PKCS #8."""
    folder.mkdir()

    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    algorithm = {"ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                 "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]}[key_type]
    for name in ("ca", "server", "client"):
        openssl("genpkey", *algorithm, "-out", f"{name}.key")
        (folder / f"{name}.key").chmod(0o600)
    openssl("req", "-x509", "-key", "ca.key", "-subj", "/CN=bench CA", "-days", "3", "-out", "ca.pem")
    for name, extension in (("server", f"subjectAltName=DNS:localhost,IP:{HOST}\nextendedKeyUsage=serverAuth"),
                            ("client", "extendedKeyUsage=clientAuth")):
        (folder / f"{name}.ext").write_text(extension)
        openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/CN={name}", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-extfile", f"{name}.ext", "-days", "3", "-out", f"{name}.pem")
    bundle = folder / "client-bundle.pem"
    bundle.touch(0o600)
    bundle.write_bytes((folder / "client.pem").read_bytes() + (folder / "client.key").read_bytes())


@dataclass
class Setting:
    """What a peer is told."""
    listen_port: int
    upstream_port: int
    tls: bool
    dir: pathlib.Path
    certs: pathlib.Path

    def values(self):
        return {"listen_port": self.listen_port, "upstream_port": self.upstream_port, "ca": self.certs / "ca.pem",
                "cert": self.certs / "client.pem", "key": self.certs / "client.key",
                "bundle": self.certs / "client-bundle.pem", "dir": self.dir}

    def fill(self, text):
        for name, value in self.values().items():
            text = text.replace("{%s}" % name, str(value))
        return text

    def write(self, name, text):
        path = self.dir / name
        path.write_text(self.fill(text))
        return str(path)


@dataclass
class Peer:
    name: str
    command: object                            # Setting -> argv; None for no proxy at all
    modes: tuple = ("pub", "latency", "connect", "idle", "fanout")
    version: tuple = ()                        # what to ask for the version
    setting: Setting = None
    process: object = None
    load: list = field(default_factory=list)   # how mqttload reaches it

    def start(self, workplace):
        if self.command:
            env = {k: v for k, v in os.environ.items() if not k.startswith("JAVA_TOOL")}
            self.process = workplace.start(self.name, self.command(self.setting), self.setting.listen_port,
                                           self.setting.dir / "log", env)

    def stop(self, workplace):
        if self.process:
            workplace.stop(self.process)
            self.process = None

    def rss(self):
        return self.process.rss() if self.process else None


def program(name):
    """Where a program is; Debian puts servers where only root's PATH looks."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if not found:
        raise Trouble(f"{name} is not installed (./bench installs it as root with apt; --peers leaves it out)")
    return found


# ---- HAProxy ----

HAPROXY = """\
global
    nbthread {threads}
    maxconn {sessions}
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
frontend devices
    bind 127.0.0.1:{listen_port}
    tcp-request inspect-delay 5s
    tcp-request content reject unless { req.payload(0,0),mqtt_is_valid }
    default_backend broker
backend broker
    server broker 127.0.0.1:{upstream_port} {tls}
"""


def haproxy(threads, reuse=True):
    def command(s):
        tls = "ssl verify required ca-file {ca} crt {bundle} sni str(localhost) verifyhost localhost" if s.tls else ""
        if tls and not reuse:
            tls += " no-ssl-reuse"
        text = HAPROXY.replace("{threads}", str(threads)).replace("{tls}", tls)
        text = text.replace("{sessions}", str(sessions_allowed()))
        return [program("haproxy"), "-db", "-f", s.write("haproxy.cfg", text)]
    return command


def sessions_allowed():
    """So many as the open files of a process allow, two a session; HAProxy does not start when it is told more."""
    return min(SESSIONS, (open_files() - 200) // 2)


# ---- nginx ----

NGINX = """\
load_module {modules}/ngx_stream_module.so;
daemon off;
worker_processes 1;
pid {dir}/nginx.pid;
error_log stderr error;
events { worker_connections {connections}; }
stream {
    server {
        listen 127.0.0.1:{listen_port};
        proxy_pass 127.0.0.1:{upstream_port};
        proxy_connect_timeout 5s;
        proxy_timeout 1h;
{tls}
    }
}
"""
NGINX_TLS = """\
        proxy_ssl on;
        proxy_ssl_protocols TLSv1.2 TLSv1.3;
        proxy_ssl_certificate {cert};
        proxy_ssl_certificate_key {key};
        proxy_ssl_trusted_certificate {ca};
        proxy_ssl_verify on;
        proxy_ssl_server_name on;
        proxy_ssl_name localhost;
"""


def nginx(s):
    text = NGINX.replace("{tls}", NGINX_TLS if s.tls else "").replace("{modules}", "/usr/lib/nginx/modules")
    text = text.replace("{connections}", str(2 * sessions_allowed()))
    return [program("nginx"), "-p", str(s.dir), "-c", s.write("nginx.conf", text)]


# ---- stunnel ----

STUNNEL = """\
foreground = yes
pid =
debug = err
syslog = no
[mqtt]
client = yes
accept = 127.0.0.1:{listen_port}
connect = 127.0.0.1:{upstream_port}
cert = {cert}
key = {key}
CAfile = {ca}
verifyChain = yes
checkHost = localhost
sni = localhost
TIMEOUTidle = 3600
socket = l:TCP_NODELAY=1
socket = r:TCP_NODELAY=1
"""


def stunnel(s):
    if not s.tls:
        raise Trouble("stunnel has nothing to do with --plain-upstream; leave it out with --peers")
    return [program("stunnel"), s.write("stunnel.conf", STUNNEL)]


# ---- Mosquitto as a bridge ----

MOSQUITTO = """\
listener {listen_port} 127.0.0.1
allow_anonymous true
persistence false
user root
log_type error
max_queued_messages 0
max_inflight_messages 0
max_topic_alias 1000
connection upstream
address 127.0.0.1:{upstream_port}
topic # out 2
cleansession true
notifications false
try_private false
restart_timeout 1
"""
MOSQUITTO_TLS = """\
bridge_cafile {ca}
bridge_certfile {cert}
bridge_keyfile {key}
"""


def mosquitto(s):
    text = MOSQUITTO + (MOSQUITTO_TLS if s.tls else "")
    return [program("mosquitto"), "-c", s.write("mosquitto.conf", text)]


# ---- Sluice, and whatever the command line names ----

def command_peer(command, template):
    """A command of the user's: a program and its arguments, without a shell."""
    def build(s):
        filled = s.fill(command)
        if "{config}" in filled:
            text = pathlib.Path(template).read_text()
            if not s.tls:
                text = re.sub(r"^ *tls \{.*\{ca\}.*\} *$", "", text, flags=re.M)
            filled = filled.replace("{config}", s.write("config", text))
        return shlex.split(filled)
    return build


PEERS = {p.name: p for p in [
    Peer("direct", None),
    Peer("sluice", command_peer(SLUICE_COMMAND, SLUICE_TEMPLATE)),
    Peer("haproxy", haproxy(1), version=("haproxy", "-v")),
    Peer("haproxy2", haproxy(2)),
    Peer("haproxy-noreuse", haproxy(1, reuse=False)),
    Peer("nginx", nginx, version=("nginx", "-v")),
    Peer("stunnel", stunnel, version=("stunnel", "-version")),
    Peer("mosquitto", mosquitto, modes=("pub",), version=("mosquitto", "-h")),
]}
DEFAULT_PEERS = ["sluice", "haproxy", "nginx", "stunnel"]
