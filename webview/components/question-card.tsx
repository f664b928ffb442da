// A worker has questions: its options to tick, and room for other words.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import type { AskCard, AskedQuestion, TaskRow, WebviewMessage } from "../../src/protocol.ts";
import { visibleText } from "../plain-text.ts";
import { Button, Checkbox, Dropdown, TextArea } from "../toolkit.tsx";
import { useDraft } from "./use-draft.ts";
import { usePanel } from "./panel-context.ts";

type Question = Extract<AskCard, { kind: "question" }>;

/** More options than this would push everything else out of the view. */
const mostCheckboxes = 8;

/** Options by their number, because two may read the same. */
const numbersOf = (picked: string | undefined): number[] =>
  (picked ?? "")
    .split(",")
    .filter((one) => one !== "")
    .map(Number);

function OneQuestion(props: {
  question: AskedQuestion;
  /** Of the drafts: `<number>:<request>`. */
  draft: string;
  tabbable: boolean;
  onSubmit: () => void;
}): VNode {
  const { question, draft, tabbable } = props;
  const [picked, setPicked] = useDraft(`picked-${draft}`);
  const [words, setWords] = useDraft(`words-${draft}`);
  const numbers = numbersOf(picked);
  const tick = (index: number, checked: boolean): void => {
    if (numbers.includes(index) === checked) return;
    const others = question.multiple === false && checked ? [] : numbers.filter((one) => one !== index);
    const next = checked ? [...others, index] : others;
    setPicked(next.length === 0 ? undefined : next.toSorted((left, right) => left - right).join(","));
  };
  const options = question.options.map(visibleText);
  const asList = options.length > mostCheckboxes;
  const chooseOne = question.multiple === false && options.length > 1 && !asList;
  return (
    <fieldset>
      <legend>
        <bdi>{visibleText(question.question)}</bdi>
        {chooseOne && <span class="hint"> {t("Choose one.")}</span>}
      </legend>
      {asList ? (
        <Dropdown
          label={visibleText(question.question)}
          tabbable={tabbable}
          value={picked ?? ""}
          options={[
            { value: "", text: t("Choose…") },
            ...options.map((text, index) => ({ value: String(index), text })),
          ]}
          onChange={(value) => setPicked(value === "" ? undefined : value)}
        />
      ) : (
        options.map((text, index) => (
          <Checkbox
            key={index}
            tabbable={tabbable}
            checked={numbers.includes(index)}
            onChange={(checked) => tick(index, checked)}
          >
            <bdi>{text}</bdi>
          </Checkbox>
        ))
      )}
      <TextArea
        label={options.length > 0 ? t("Other answer, or more words") : t("Your answer")}
        value={words ?? ""}
        tabbable={tabbable}
        onInput={(value) => setWords(value === "" ? undefined : value)}
        onSubmit={props.onSubmit}
      />
    </fieldset>
  );
}

export function QuestionCard(props: {
  ask: Question;
  row: TaskRow;
  sent: boolean;
  tabbable: boolean;
  send: (message: WebviewMessage) => void;
}): VNode {
  const { ask, row, sent, tabbable, send } = props;
  const { drafts } = usePanel();
  const answersIn = (kept: Record<string, string>): string[][] =>
    ask.questions.map(({ options }, index) => {
      const ticked = numbersOf(kept[`picked-${index}:${ask.request}`]).map((number) => options[number]);
      const words = (kept[`words-${index}:${ask.request}`] ?? "").trim();
      return [...ticked.filter((one) => one !== undefined), ...(words === "" ? [] : [words])];
    });
  const complete = answersIn(drafts.value).every((answers) => answers.length > 0);
  const answer = (): void => {
    const answers = answersIn(drafts.peek());
    if (answers.some((one) => one.length === 0)) return;
    send({ type: "answer", key: row.key, request: ask.request, answers });
  };
  return (
    <>
      <div class="asks">{t("Asks")}</div>
      {ask.questions.map((question, index) => (
        <OneQuestion
          key={index}
          question={question}
          draft={`${index}:${ask.request}`}
          tabbable={tabbable && !sent}
          onSubmit={answer}
        />
      ))}
      {!sent && (
        <div class="buttons">
          <Button look="primary" tabbable={tabbable} onPress={answer}>
            {t("Answer")}
          </Button>
          {!complete && <span class="hint">{t("Choose an option or write one.")}</span>}
        </div>
      )}
    </>
  );
}
