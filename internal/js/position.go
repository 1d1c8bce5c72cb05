package js

// CallSite is where the innermost script on the stack is: file, line and column, counted from 1; "" and zeros for none.
func (r *Realm) CallSite() (file string, line, column int) {
	e := r.NewError("Error", "")
	if !e.IsObject() {
		return "", 0, 0
	}
	stack, _ := r.dataString(e.raw(), "stack")
	return position(stack)
}
