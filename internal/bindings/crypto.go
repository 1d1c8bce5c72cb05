package bindings

import (
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/internal/idl"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// cryptoObject is the Go value of a Crypto object. Its numbers come from the agent's seed.
type cryptoObject struct{ realm *js.Realm }

// CryptoClass is Crypto: random values.
// https://w3c.github.io/webcrypto/#crypto-interface
var CryptoClass = &js.Class{Name: "Crypto", Exposed: everywhere}

func init() {
	idl.Define(CryptoClass,
		idl.Op1("getRandomValues", idl.View(), getRandomValues),
		idl.Op0("randomUUID", func(c idl.Call, _ *cryptoObject) (js.Value, error) { return c.Realm.String(newUUID(c.Realm)), nil }).SecureContext(),
	)
}

// getRandomValues implements getRandomValues().
// https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
func getRandomValues(c idl.Call, _ *cryptoObject, v js.Value) (js.Value, error) {
	if kind := c.Realm.ViewKind(v); strings.HasPrefix(kind, "Float") || kind == "DataView" {
		return js.Undefined, webidl.DOMExceptionf("TypeMismatchError", "The provided ArrayBufferView is of type '%s', which is not an integer array type.", kind)
	}
	b, _ := c.Realm.Bytes(v)
	if len(b) > 65536 {
		q, n := 65536.0, float64(len(b))
		return js.Undefined, webidl.QuotaExceeded("too many bytes", &q, &n)
	}
	for i := range b {
		b[i] = byte(c.Realm.Agent.Rand().Uint32())
	}
	c.Realm.SetBytes(v, b)
	return v, nil
}

// newUUID makes a version 4 UUID from the agent's seed.
func newUUID(r *js.Realm) string {
	rand := r.Agent.Rand()
	a, b := rand.Uint64(), rand.Uint64()
	a = a&^0xF000 | 0x4000
	b = b&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xFFFF, a&0xFFFF, b>>48, b&(1<<48-1))
}

func wrapCrypto(r *js.Realm) js.Value {
	return r.Wrap(CryptoClass, slot(globalIn(r), "crypto", func() *cryptoObject { return &cryptoObject{r} }))
}
