// Who else made what one commit stands for: each as one trailer, once.
import { oneLine } from "./commit-message.ts";

interface Person {
  name: string;
  email: string;
}

const plain = (text: string): string => oneLine(text).replace(/[<>]/g, "");
/** Workers have one address together, and a name each. */
const keyOf = ({ name, email }: Person): string =>
  email.endsWith(".invalid") ? `${name} ${email}` : email.trim().toLowerCase();

/** `Co-authored-by: …` for everybody but the author, in the order in which they came. */
export function coAuthorTrailers(author: Person, people: readonly Person[]): string[] {
  const seen = new Set([keyOf(author)]);
  return people.flatMap((person) => {
    if (seen.has(keyOf(person))) return [];
    seen.add(keyOf(person));
    return [`Co-authored-by: ${plain(person.name)} <${plain(person.email)}>`];
  });
}
