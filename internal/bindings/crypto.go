package bindings

import (
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/internal/webidl"
)

// cryptoObject is the Go value of a Crypto object. Its numbers come from the agent's seed.
type cryptoObject struct{ realm *js.Realm }

// CryptoClass is Crypto: random values.
// https://w3c.github.io/webcrypto/#crypto-interface
var CryptoClass = new(js.Class)

func init() {
	*CryptoClass = js.Class{
		Name: "Crypto",
		Methods: []js.Member{
			{Name: "getRandomValues", Length: 1, Call: func(r *js.Realm, _ js.Value, args []js.Value) (js.Value, error) {
				v := js.Arg(args, 0)
				b, ok := r.Bytes(v)
				if kind := r.ViewKind(v); !ok || kind == "" {
					return js.Undefined, webidl.TypeErrorf("Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.")
				}
				if kind := r.ViewKind(v); strings.HasPrefix(kind, "Float") || kind == "DataView" {
					return js.Undefined, webidl.DOMExceptionf("TypeMismatchError", "Failed to execute 'getRandomValues' on 'Crypto': The provided ArrayBufferView is of type '%s', which is not an integer array type.", kind)
				}
				if len(b) > 65536 {
					q, n := 65536.0, float64(len(b))
					return js.Undefined, webidl.QuotaExceeded("Failed to execute 'getRandomValues' on 'Crypto': too many bytes", &q, &n)
				}
				for i := range b {
					b[i] = byte(r.Agent.Rand().Uint32())
				}
				r.SetBytes(v, b)
				return v, nil
			}},
			{Name: "randomUUID", SecureContext: true, Call: func(r *js.Realm, _ js.Value, _ []js.Value) (js.Value, error) {
				return r.String(newUUID(r)), nil
			}},
		},
	}
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
	c := globalIn(r).Slot("crypto", func() any { return &cryptoObject{r} })
	return r.Wrap(CryptoClass, c)
}
