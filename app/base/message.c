#include "afterword/base.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define KIND_SIZE 2

/* Room for one descriptor, aligned as the kernel wants it. */
union control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
};

bool
message_pair(int sockets[2], struct fault *fault)
{
    int made[2];
    int size = 2 * (int) MESSAGE_LENGTH_MAX;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, made) != 0)
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "make a pair of sockets");
    // A packet must fit whole; the default may be smaller where an administrator said so.
    (void) setsockopt(made[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    (void) setsockopt(made[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    sockets[0] = made[0];
    sockets[1] = made[1];
    return true;
}

static void
attach(struct msghdr *header, union control *control, int descriptor)
{
    struct cmsghdr *part;

    memset(control, 0, sizeof(*control));
    header->msg_control = control->bytes;
    header->msg_controllen = sizeof(control->bytes);
    part = CMSG_FIRSTHDR(header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(part), &descriptor, sizeof(int));
}

bool
message_send(
    int socket, uint16_t kind, const void *body, size_t length, int descriptor, struct fault *fault)
{
    uint8_t encoded[KIND_SIZE] = {(uint8_t) kind, (uint8_t) (kind >> 8)};
    struct iovec parts[2] = {{encoded, KIND_SIZE}, {0}};
    struct msghdr header = {.msg_iov = parts, .msg_iovlen = length > 0 ? 2 : 1};
    union control control;
    ssize_t sent;

    if (length > MESSAGE_LENGTH_MAX)
        return FAULT(fault, FAULT_LIMIT, "send a message", MESSAGE_LENGTH_MAX);
    // sendmsg does not write through it; iovec has no const.
    memcpy(&parts[1].iov_base, &body, sizeof(body));
    parts[1].iov_len = length;
    if (descriptor >= 0)
        attach(&header, &control, descriptor);
    do
        sent = sendmsg(socket, &header, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "send a message");
    assert((size_t) sent == KIND_SIZE + length);
    return true;
}

static int
take_descriptor(struct msghdr *header)
{
    struct cmsghdr *part = CMSG_FIRSTHDR(header);
    int descriptor = -1;

    if (part && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
        part->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&descriptor, CMSG_DATA(part), sizeof(int));
    return descriptor;
}

/* The size of the next packet, so that the body is read into memory of just its length. */
static ssize_t
peek_size(int socket)
{
    uint8_t byte;
    ssize_t size;

    do
        size = recv(socket, &byte, 1, MSG_PEEK | MSG_TRUNC);
    while (size < 0 && errno == EINTR);
    return size;
}

bool
message_receive(int socket, struct message *message, struct fault *fault)
{
    uint8_t encoded[KIND_SIZE] = {0, 0};
    struct iovec parts[2] = {{encoded, KIND_SIZE}, {NULL, 0}};
    union control control;
    struct msghdr header = {.msg_iov = parts,
        .msg_iovlen = 2,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes)};
    struct message received = {.descriptor = -1};
    ssize_t size = peek_size(socket);

    if (size < 0 && errno != ECONNRESET)
        return FAULT_ERRNO(fault, FAULT_SYSTEM, "wait for a message");
    if (size <= 0)
        return FAULT(fault, FAULT_NOT_FOUND, "receive from an end that is gone", 0);

    if (size > KIND_SIZE) {
        bytes_reserve(&received.body, (size_t) size - KIND_SIZE);
        parts[1] = (struct iovec){received.body.data, (size_t) size - KIND_SIZE};
    }
    do
        size = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    received.descriptor = size >= 0 ? take_descriptor(&header) : -1;
    if (size < KIND_SIZE || header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        message_destroy(&received);
        return FAULT(fault, FAULT_DAMAGED, "read a message", 0);
    }
    received.kind = (uint16_t) (encoded[0] | encoded[1] << 8);
    if (received.body.data) {
        received.body.length = (size_t) size - KIND_SIZE;
        received.body.data[received.body.length] = 0;
    }
    *message = received;
    return true;
}

void
message_destroy(struct message *message)
{
    bytes_wipe(&message->body);
    if (message->descriptor >= 0)
        close(message->descriptor);
    message->descriptor = -1;
}
