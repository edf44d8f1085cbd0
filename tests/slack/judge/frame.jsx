// Draws what stands on a screen of Slack as its client would: a window, a message, a home page.
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./frame.css";

// The library takes *verbatim* for *without markup*; to Slack it only means that no links are made.
const plainer = (key, value) => (key === "verbatim" ? undefined : value);

function Blocks({ blocks, people, rooms }) {
  return blocks.map((block, at) =>
    block.type === "input" && chosen(block.element, people, rooms) ? (
      <Chosen key={at} block={block} names={chosen(block.element, people, rooms)} />
    ) : (
      <Message key={at} blocks={[block]} theme="light" withoutWrapper name="" logo=""
        data={{ users: people, channels: rooms }} />
    ),
  );
}

// What a menu or a text holds: the library shows a count, and adds words of its own to texts.
function chosen(element, people, rooms) {
  const names = new Map([...people, ...rooms].map((each) => [each.id, each.name]));
  const options = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  const ids = [element.initial_conversation, element.initial_user, ...(element.initial_users ?? [])];
  if (/_select$/.test(element.type)) {
    const said = [...options.map((each) => each.text.text), ...ids.map((id) => names.get(id))];
    const there = said.filter(Boolean);
    return there.length > 0 ? there : [element.placeholder?.text ?? "Select an option"];
  }
  return element.type === "plain_text_input" ? [element.initial_value ?? ""] : null;
}

function Chosen({ block, names }) {
  const { type, placeholder, multiline } = block.element;
  const many = type.startsWith("multi_") && !names.includes(placeholder?.text);
  const kind = type === "plain_text_input" ? `line ${multiline ? "tall" : ""}` : "menu";
  const faint = names.includes(placeholder?.text) || names.includes("Select an option");
  return (
    <div className="chosen">
      <b>{block.label.text}{block.optional && <span className="may"> (optional)</span>}</b>
      <div className={`${kind} ${faint ? "faint" : ""}`}>
        <span>{names.map((name) => <span key={name} className={many ? "chip" : ""}>{name}</span>)}</span>
      </div>
      {block.hint && <small>{block.hint.text}</small>}
    </div>
  );
}

function Modal({ view, ...known }) {
  return (
    <section className="window">
      <header><h1>{view.title.text}</h1><span className="cross">×</span></header>
      <div className="inside"><Blocks blocks={view.blocks} {...known} /></div>
      <footer>
        {view.close && <span className="foot">{view.close.text}</span>}
        {view.submit && <span className="foot sends">{view.submit.text}</span>}
      </footer>
    </section>
  );
}

function Posts({ place, messages, ...known }) {
  return (
    <section className="room">
      <header><h1>{place}</h1></header>
      {messages.map((message) => (
        <article key={message.ts}>
          <span className="logo">S</span>
          <div>
            <p className="by"><b>Salient</b> <span className="badge">APP</span> <time>12:00</time></p>
            <Blocks blocks={message.blocks} {...known} />
          </div>
        </article>
      ))}
    </section>
  );
}

function Home({ view, ...known }) {
  return (
    <section className="home">
      <header><h1>Salient</h1><nav><b>Home</b><span>Messages</span><span>About</span></nav></header>
      <div className="inside"><Blocks blocks={view.blocks} {...known} /></div>
    </section>
  );
}

const KINDS = { window: Modal, room: Posts, home: Home };

window.draw = (told) => {
  const plain = JSON.parse(JSON.stringify(told, plainer));
  const Kind = KINDS[told.kind];
  flushSync(() => createRoot(document.getElementById("screen")).render(<Kind {...plain} />));
};
