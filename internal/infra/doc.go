// Package infra has the primitives of the Infra and MIME Sniffing Standards that Go lacks.
//
//   - https://infra.spec.whatwg.org/
//   - https://mimesniff.spec.whatwg.org/
package infra
