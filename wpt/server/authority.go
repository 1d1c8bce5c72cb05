package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// An Authority is a certificate authority made for one run, and the one leaf
// certificate it issued, for all host names of the suite. It never leaves the
// process, so trusting it opens nothing to others. It is immutable; servers share
// it so that a browser trusts them all.
type Authority struct {
	ca   []byte // DER
	leaf tls.Certificate
	spki string
}

// NewAuthority makes an authority and its leaf, valid for a year.
func NewAuthority() (*Authority, error) {
	a, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("make a certificate authority: %w", err)
	}
	return a, nil
}

func newAuthority() (*Authority, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leafKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	ca := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Exeunt test authority"},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		// Whoever trusts it trusts it for the names of tests and for nothing else.
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{mainHost, altHost, "localhost"},
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	leaf := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: mainHost},
		NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    append(hostNames(), "localhost"),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, ca, &leafKey.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&leafKey.PublicKey)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(public)
	return &Authority{
		ca:   caDER,
		leaf: tls.Certificate{Certificate: [][]byte{leafDER, caDER}, PrivateKey: leafKey},
		spki: base64.StdEncoding.EncodeToString(hash[:]),
	}, nil
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil { // crypto/rand does not fail
		panic(err)
	}
	return n
}

// CACertPEM is the authority's certificate, for a client to trust.
func (a *Authority) CACertPEM() []byte {
	var out bytes.Buffer
	// Writing to a bytes.Buffer cannot fail.
	_ = pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: a.ca})
	return out.Bytes()
}

// SPKI is the base64 SHA-256 of the leaf's public key info, as Chrome's
// --ignore-certificate-errors-spki-list wants it.
func (a *Authority) SPKI() string { return a.spki }

// config is the TLS configuration of a listener that offers the given protocols.
func (a *Authority) config(protocols ...string) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.leaf}, NextProtos: protocols, MinVersion: tls.VersionTLS12}
}
