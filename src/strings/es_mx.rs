//! Spanish as in Mexico: only what is said otherwise than in Spain.

use super::Key;

/// Agents are addressed as `usted`, and what has happened is told in the simple past.
pub(super) const OWN: &[(Key, &str)] = &[
    (Key::Placeholder, "Escriba un nombre o un equipo"),
    (
        Key::Waiting,
        "Se le preguntará la próxima vez que {{name}} quede libre, en los próximos 30 minutos y mientras esta página esté abierta.",
    ),
    (Key::WaitedInVain, "{{name}} no estuvo libre en 30 minutos."),
    (Key::Failed, "No se pudo obtener la lista de compañeros."),
    (Key::BothHeld, "Usted y {{name}} se pusieron en espera"),
    (Key::SelfHeld, "{{name}} puso su llamada en espera"),
    (Key::MutedMyself, "Su micrófono está silenciado"),
    (Key::SelfMuted, "{{name}} silenció el micrófono de usted"),
    (Key::YourCalls, "Sus llamadas"),
    (Key::Unheard, "nadie le oye"),
    (Key::TalkingWith, "Está hablando con {{name}}."),
    (Key::NoneLive, "Ninguna llamada está en curso: nadie le oye."),
    (Key::HoldSlow, "{{name}} aún no está en espera, pero ya no le oye."),
    (
        Key::HoldFailed,
        "No se pudo poner en espera a {{name}}, pero no le oye. Reanude la llamada para hablar.",
    ),
    (
        Key::MuteFailed,
        "No se pudo silenciar su teléfono: {{name}} aún le oye. No se conectó ninguna otra llamada.",
    ),
    (
        Key::LeaveFailed,
        "Su teléfono sigue en la llamada con {{name}}. Cuelgue en él o inténtelo de nuevo.",
    ),
    (Key::ResumeFailed, "No se pudo reanudar la llamada con {{name}}. Inténtelo de nuevo."),
    (
        Key::NextNotConnected,
        "No se pudo conectar la llamada con {{name}}. Sus otras llamadas están en espera: reanude la que quiera.",
    ),
    (
        Key::AlertStays,
        "El diálogo propio de Flex sobre una segunda llamada está activo. Pida al soporte de Twilio que active “disable-multi-call-alert” en esta cuenta.",
    ),
    (Key::NotHere, "Esta llamada no está en esta ventana. Use sus botones donde la aceptó."),
    (Key::InfoReservation, "Reservación"),
    (Key::AgentOffline, "No está en línea. Cambie su actividad e inténtelo de nuevo."),
    (Key::AlreadyCalling, "Ya tiene una llamada con un compañero."),
    (Key::AnswerFailed, "No se pudo contestar la llamada. Inténtelo de nuevo."),
    (Key::CallFailed, "No se pudo realizar la llamada. Inténtelo de nuevo."),
    (Key::Dialer, "“Llamar a un agente” en el marcador (los compañeros pueden llamarle)"),
    (Key::Colleagues, "la búsqueda de compañeros (ellos pueden llamarle)"),
    (Key::CallerGaveUp, "{{name}} colgó antes de que usted contestara."),
    (Key::ColleagueBusy, "{{name}} está en una llamada. Inténtelo más tarde."),
    (
        Key::ColleagueCalling,
        "{{name}} le está llamando en este momento. Acepte la llamada para hablar.",
    ),
    (Key::Declined, "{{name}} rechazó la llamada."),
    (Key::DeclinedAskTeam, "{{name}} rechazó la llamada: pregunte al equipo."),
    (Key::DeclinedInMeeting, "{{name}} rechazó la llamada: está en una reunión."),
    (Key::DeclinedWillCallBack, "{{name}} rechazó la llamada: le llamará más tarde."),
    (Key::DeclinedWords, "{{name}} rechazó la llamada: “{{words}}”"),
    (Key::AskTeam, "Por favor, pregunte al equipo"),
    (Key::OwnWords, "Con sus propias palabras"),
    (
        Key::QueuesListed,
        "{{matching}} colas; se muestran las {{shown}} primeras. Escriba parte del nombre para encontrar las demás.",
    ),
    (Key::QueuesFailed, "No se pudieron buscar las colas."),
    (Key::MissedFailed, "No se pudieron buscar las llamadas perdidas."),
    (Key::LineBusy, "Está en una llamada. Finalícela antes de llamar a un compañero."),
    (Key::MicrophoneInUse, "Su micrófono no se activa."),
    (Key::MicrophoneRefused, "Su navegador no permite que Flex use el micrófono."),
    (Key::Missed, "Tiene una llamada perdida de {{name}}."),
    (
        Key::NoAddress,
        "No tiene un teléfono desde el que llamar. Un administrador puede definir contact_uri en los atributos de su worker.",
    ),
    (Key::NoAnswer, "{{name}} no contestó."),
    (
        Key::NoCallerId,
        "Su teléfono necesita un identificador de llamada. Un administrador debe definirlo en el flujo saliente predeterminado.",
    ),
    (
        Key::NoRouting,
        "TaskRouter no le asignó la llamada. Un administrador debe revisar el filtro del workflow “Internal Call”.",
    ),
    (
        Key::PhoneDisconnected,
        "Su teléfono no está conectado a Twilio. Verifique la red; si no se soluciona, recargue la página.",
    ),
    (Key::OrderFailed, "La orden no llegó a la llamada. Inténtelo de nuevo."),
    (Key::NotConnected, "No se pudo conectar la llamada de {{name}}. Puede devolverla."),
];
