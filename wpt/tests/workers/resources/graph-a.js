import "./graph-b.js";
export const order = self.order = [...(self.order ?? []), "a"];
