import { count } from "./counter.mjs";
export const seen = count();
export default import.meta.url;
