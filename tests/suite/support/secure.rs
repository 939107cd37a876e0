//! A server on loopback that speaks TLS, and HTTP/2 inside of it, with a certificate of its own making.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::server::Request;

/// What it answers: a status, headers, a body.
pub type Answer = (u16, Vec<(String, String)>, String);
type Handler = dyn Fn(&Request) -> Answer + Send + Sync;

/// How the server ends its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As it should.
    Whole,
    /// It resets the stream in the middle of the body.
    Reset(h2::Reason),
    /// It leaves the connection in the middle of the body.
    GoAway(h2::Reason),
}

/// So long does half a body have to arrive.
const HALF: Duration = Duration::from_millis(50);

/// A running server; it ends with the process of the test.
pub struct Secure {
    /// `https://localhost:PORT`
    pub url: String,
    /// The certificate of the authority that signed the server's, as PEM.
    pub authority: String,
    requests: Arc<Mutex<Vec<(String, Request)>>>,
}

impl Secure {
    /// Answers every request as the handler says.
    pub fn start(handler: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::ending(End::Whole, handler)
    }

    /// Begins every answer as the handler says.
    pub fn ending(end: End, handler: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let (acceptor, authority) = identity();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, handler): (_, Arc<Handler>) = (Arc::clone(&requests), Arc::new(handler));
        let (tell, told) = mpsc::channel::<SocketAddr>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                tell.send(listener.local_addr().expect("an address")).expect("somebody waits for it");
                while let Ok((stream, _)) = listener.accept().await {
                    let (seen, handler) = (Arc::clone(&seen), Arc::clone(&handler));
                    tokio::spawn(serve(acceptor.clone(), stream, seen, handler, end));
                }
            });
        });
        let address = told.recv().expect("the server stands");
        Self { url: format!("https://localhost:{}", address.port()), authority, requests }
    }

    /// Every request so far with the protocol it came by.
    pub fn requests(&self) -> Vec<(String, Request)> {
        self.requests.lock().expect("no test panics here").clone()
    }
}

/// An authority, and a certificate for `localhost` that it signed.
fn identity() -> (TlsAcceptor, String) {
    let mut root = CertificateParams::new([]).expect("no names");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let leaf = leaf.signed_by(&key, &root).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .expect("a chain");
    config.alpn_protocols = vec![b"h2".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), root.pem())
}

async fn serve(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    seen: Arc<Mutex<Vec<(String, Request)>>>,
    handler: Arc<Handler>,
    end: End,
) -> Option<()> {
    let stream = acceptor.accept(stream).await.ok()?;
    let protocol = String::from_utf8_lossy(stream.get_ref().1.alpn_protocol()?).into_owned();
    let mut connection = h2::server::handshake(stream).await.ok()?;
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let headers = request.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let request = Request {
            path: request.uri().path().to_owned(),
            headers: headers.collect(),
            at: std::time::Instant::now(),
        };
        let (status, headers, body) = handler(&request);
        seen.lock().expect("no test panics here").push((protocol.clone(), request));
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        let mut body_of = respond.send_response(response.body(()).ok()?, false).ok()?;
        let body = body.into_bytes();
        if end == End::Whole {
            body_of.send_data(body.into(), true).ok()?;
            continue;
        }
        body_of.send_data(body[..body.len() / 2].to_vec().into(), false).ok()?;
        // Whoever waits for the next request sends what is to be sent.
        let _ = tokio::time::timeout(HALF, connection.accept()).await;
        match end {
            End::GoAway(reason) => connection.abrupt_shutdown(reason),
            End::Reset(reason) => body_of.send_reset(reason),
            End::Whole => {}
        }
    }
    Some(())
}
