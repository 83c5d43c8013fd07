/** A code battle: questions on one side, the board and its targets on the other. */

import type { ShownQuestion } from "@rumpus/client/games/codebattle";
import { untracked, useComputed, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useCallback, useRef, useState } from "preact/hooks";

import { BoardView } from "../parts/board.tsx";
import { Clock, now } from "../parts/clock.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Icon } from "../parts/icon.tsx";
import { Lines } from "../parts/lines.tsx";
import { Empty, Loading, Lost } from "../parts/states.tsx";
import { Tally } from "../parts/tally.tsx";
import { useAct, useRoomModel } from "../room.ts";
import { useSession } from "../session.ts";
import { BattleModel, attackText } from "./battleModel.ts";

export function CodeBattlePage({ room }: { room: string }) {
  const session = useSession();
  const { username } = session.account.value!;
  const model = useRoomModel(`codebattle/${room}`, (connection) => new BattleModel(connection, session.rumpus, room, username));
  if (model?.fault.value) return <Lost text={model.fault.value} />;
  const view = model?.view.value;
  if (!model || !view) return <Loading text="Entering the battle…" />;
  return (
    <div class="room">
      <header class="room-head">
        <h1>{view.title}</h1>
        <Clock starts={view.starts_at} ends={view.ends_at} />
        <Standing model={model} />
        <Leave model={model} />
      </header>
      <Question model={model} />
      <Targets model={model} me={username} />
      <Lines lines={model.lines.value} />
      <AttackDialog model={model} />
    </div>
  );
}

function Standing({ model }: { model: BattleModel }) {
  const own = model.own.value;
  return (
    <Tally
      items={[
        ["star", "points", own?.points],
        ["arrow", "arrows", own?.arrows],
        ["shield", "shields", own?.shields],
      ]}
    />
  );
}

function Question({ model }: { model: BattleModel }) {
  const view = model.view.value!;
  const [chosen, choose] = useState("");
  const open = view.questions.filter((each) => model.isOpen(each));
  const question = open.find((each) => each.id === chosen) ?? open[0];
  const begun = useComputed(() => now.value >= Date.parse(model.view.value!.starts_at));
  const over = useComputed(() => now.value >= Date.parse(model.view.value!.ends_at));
  const waits = useComputed(() => begun.value && model.view.value!.questions.length === 0);
  useSignalEffect(() => void (waits.value && now.value && untracked(() => model.awaitStart())));
  const body = () => {
    if (!begun.value) return <Empty>The questions come with the start.</Empty>;
    if (over.value) return <Ending model={model} />;
    if (view.questions.length === 0) return <Loading text="The questions are on their way…" />;
    if (!question) return <Empty>You have been through all questions. Your arrows still fly.</Empty>;
    return <Ask key={question.id} model={model} question={question} />;
  };
  return (
    <section class="card question" aria-label="Question">
      {view.questions.length > 0 && <Chips model={model} current={question?.id} choose={choose} />}
      {body()}
    </section>
  );
}

/** All questions by their number: which are solved, which can still be chosen. */
function Chips({ model, current, choose }: { model: BattleModel; current: string | undefined; choose: (id: string) => void }) {
  const state = (each: ShownQuestion) =>
    model.own.value?.solved.includes(each.id) ? "solved" : model.isOpen(each) ? "open" : "missed";
  return (
    <ol class="chips" aria-label="Questions">
      {model.view.value!.questions.map((each, at) => (
        <li key={each.id}>
          <button
            type="button"
            data-state={state(each)}
            aria-current={each.id === current ? "true" : undefined}
            aria-label={`Question ${at + 1}, ${state(each)}`}
            disabled={!model.isOpen(each)}
            onClick={() => choose(each.id)}
          >
            {at + 1}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Ask({ model, question }: { model: BattleModel; question: ShownQuestion }) {
  const act = useAct();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  async function give(answer: string): Promise<void> {
    if (!answer.trim()) return;
    setBusy(true);
    await act(() => model.answer(question.id, answer));
    setBusy(false);
    setText("");
    field.current?.focus();
  }
  const waits = busy || !model.own.value?.active;
  const tried = model.own.value?.tries[question.id] ?? 0;
  return (
    <form onSubmit={(event) => (event.preventDefault(), void give(text))} aria-busy={busy}>
      <h2 class="prompt">{question.prompt}</h2>
      <p class="soft">
        {question.points} points
        {tried > 0 && `, ${model.triesLeft.value(question.id)} left of ${tried + model.triesLeft.value(question.id)} tries`}
      </p>
      {question.choices.length > 0 ? (
        <div class="choices">
          {question.choices.map((each) => (
            <button key={each} type="button" disabled={waits} onClick={() => void give(each)}>{each}</button>
          ))}
        </div>
      ) : (
        <div class="line">
          <label class="unseen" for="answer">Your answer</label>
          <input ref={field} id="answer" placeholder="Your answer" autocomplete="off" maxLength={200} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          <button class="main" disabled={waits || !text.trim()}>Answer</button>
        </div>
      )}
    </form>
  );
}

/** The way out, and back in: points and place are kept. */
function Leave({ model }: { model: BattleModel }) {
  const act = useAct();
  const own = model.own.value;
  const over = useComputed(() => now.value >= Date.parse(model.view.value!.ends_at));
  if (!own || over.value) return null;
  const change = () => void act(() => (own.active ? model.battle.leave() : model.battle.join()));
  return <button type="button" onClick={change}>{own.active ? "Leave the battle" : "Come back to the battle"}</button>;
}

function Ending({ model }: { model: BattleModel }) {
  const [first] = model.board.value?.rows ?? [];
  return (
    <div class="ending">
      <h2>The battle is over</h2>
      {first && <p><b>{first[0]}</b> won with {first[1]} points.</p>}
      {model.own.value && <p>You have {model.own.value.points}.</p>}
    </div>
  );
}

function Targets({ model, me }: { model: BattleModel; me: string }) {
  const act = useAct();
  const runs = useComputed(() => {
    const view = model.view.value!;
    return now.value >= Date.parse(view.starts_at) && now.value < Date.parse(view.ends_at);
  });
  const unarmed = useComputed(() => (model.own.value?.arrows ?? 0) === 0);
  const shoot = useCallback((name: ReadonlySignal<string>) => <Shoot name={name} unarmed={unarmed} at={(target) => void act(() => model.attack(target))} />, [model]);
  return <BoardView board={model.board.value} present={model.presence.value} me={me} action={runs.value ? shoot : undefined} />;
}

interface ShootProps {
  name: ReadonlySignal<string>;
  unarmed: ReadonlySignal<boolean>;
  at: (target: string) => void;
}

function Shoot({ name, unarmed, at }: ShootProps) {
  const label = useComputed(() => `Shoot at ${name.value}`);
  return (
    <button type="button" class="shoot" disabled={unarmed} aria-label={label} onClick={() => at(name.value)}>
      <Icon name="arrow" />
    </button>
  );
}

function AttackDialog({ model }: { model: BattleModel }) {
  const attacks = model.attacks.value;
  const last = attacks.at(-1);
  if (!last) return null;
  const others = new Set(attacks.map((each) => each.attacker)).size - 1;
  return (
    <Dialog tone={last.blocked ? "good" : "bad"} close={() => (model.attacks.value = [])}>
      <Icon name={last.blocked ? "shield" : "arrow"} />
      <h2>You were attacked by {last.attacker}{others > 0 && ` and ${others} more`}</h2>
      <p>{attackText({ ...last, points_lost: attacks.reduce((sum, each) => sum + each.points_lost, 0) })}</p>
    </Dialog>
  );
}
